"""Groups of the desired state, each given as ``NAME=ROLE``."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.core.desired_state import ADMIN_ROLE, DesiredGroup, DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.exchange import validation


def parse_group(text: str) -> DesiredGroup:
    """``NAME=ROLE``; the role is never guessed. Raises BadValue."""
    name, _, role = text.partition("=")
    group = validation.name(name.strip(), "a group")
    if not role.strip():
        raise BadValue(
            f"The group {group!r} has no role.",
            remedy=f"Give it as NAME=ROLE; a group of TOTAL administrators has the role {ADMIN_ROLE}.",
        )
    return DesiredGroup(name=group, role=validation.role(role.strip()))


def parse_groups(texts: Sequence[str]) -> tuple[DesiredGroup, ...]:
    """Read ``NAME=ROLE`` of each group, and check them together. Raises BadValue."""
    groups = tuple(map(parse_group, texts))
    check_groups(DesiredState(groups=groups))
    return groups


def check_groups(desired: DesiredState) -> None:
    """Check that no two are alike, and one is the admin group. Raises BadValue."""
    marks = [desired.group_unique_name(group) for group in desired.groups]
    if len(set(marks)) != len(marks):
        raise BadValue("Two groups have the same name.", remedy="Give each group a different name.")
    if all(group.role != ADMIN_ROLE for group in desired.groups):
        raise BadValue("No group has the role admin.", remedy="Add one with --group TOTAL-Admin=admin.")
