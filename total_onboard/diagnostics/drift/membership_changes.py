"""Changes of a membership: the members at adoption, and those that this machine or others added later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Member

_ACCEPT_OR_REMOVE: Final = (
    "If that is intended, run: total-onboard admins add {who}. If not: total-onboard admins remove {who}."
)
_MOST: Final = 10


def is_of_this_machine(state: RunState, person: Member) -> bool:
    """Return whether the person ran this tool here, so that Graph made them an owner of what they created. Pure."""
    return person.id == state.identity.me.id or (person.user_principal_name or "").casefold() in state.history.accounts


def later_members(desired: DesiredState, state: RunState, members: Mapping[str, Sequence[Member]]) -> Iterator[Drift]:
    """Yield who became a member of the admin group without this machine, if it has a baseline. Pure."""
    name = desired.admin_group.name
    group = state.observed.group(name).group
    if group is None or group.id not in state.history.baselines:
        return
    expected = {
        *state.history.expected_in(group.id),
        *(user.id for user in state.observed.admins),
        state.history.in_removal_test,
    }
    for member in members.get(name, ()):
        if member.is_user and member.id not in expected:
            yield _later(name, member)


def without_baseline(
    desired: DesiredState,
    state: RunState,
    members: Mapping[str, Sequence[Member]],
    owners: Mapping[str, Sequence[Member]],
) -> tuple[str, ...]:
    """Describe the owners and members that have no baseline; ``owners`` are by the id of what they own. Pure."""
    app, name = state.observed.application, desired.admin_group.name
    group = state.observed.group(name).group
    parts: list[str] = []
    if app and app.id not in state.history.baselines:
        parts.append(_describe(f"the owners of {app.display_name}", owners.get(app.id, ())))
    if group and group.id not in state.history.baselines:
        parts.append(_describe(f"the owners of {name}", owners.get(group.id, ())))
        parts.append(_describe(f"the members of {name}", members.get(name, ())))
    return tuple(filter(None, parts))


def _describe(whose: str, people: Sequence[Member]) -> str:
    names = ", ".join(person.user_principal_name or person.display_name or person.id for person in people[:_MOST])
    more = f" and {len(people) - _MOST} more" if len(people) > _MOST else ""
    return f"{whose} ({names}{more}), because only the machine that ran setup has their baseline" if people else ""


def _later(group: str, member: Member) -> Drift:
    who = member.user_principal_name or member.id
    return Drift(
        step=StepId.MEMBERS,
        title="Members",
        resource=group,
        kind=DriftKind.UNMANAGED,
        found=who,
        sentence=f"{who} is a member of {group} and was not added or accepted from this machine.",
        remedy=_ACCEPT_OR_REMOVE.format(who=who),
    )
