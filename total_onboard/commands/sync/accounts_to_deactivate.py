"""The accounts whose deactivation ``sync`` orders, and those that only a cycle of Microsoft's deactivates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from total_onboard.commands.admins.leaver_accounts import accounts_left
from total_onboard.diagnostics.verification.group_sync.active_leavers import LeaverKind, StillActive
from total_onboard.entra.resources.group_membership import person_of
from total_onboard.entra.resources.users import User
from total_onboard.scim.endpoint_errors import ScimEndpointFailed
from total_onboard.ui.console import Screen
from total_onboard.ui.views.admins import show_people

if TYPE_CHECKING:
    from total_onboard.commands.admins.group_session import AdminGroup

_OF_THE_GROUP: Final = "On-demand provisioning can't remove members"
_NOT_ENABLED: Final = "On-demand provisioning can't deactivate disabled or deleted accounts"


@dataclass(frozen=True)
class Leavers:
    """``ordered`` can be ordered; ``waiting`` is why each other can't, by id."""

    ordered: tuple[StillActive, ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)
    people: tuple[User, ...] = ()

    def show(self, screen: Screen) -> None:
        """Name the account that the order is about."""
        people = [person_of(user) for user in self.people]
        show_people(screen, "Will be deactivated at TOTAL now, because they left TOTAL's groups", people)


async def leavers_of(group: AdminGroup, wait: str) -> Leavers:
    """Return who left; empty if TOTAL's SCIM endpoint can't be asked: the comparison after the orders says so."""
    if group.desired.scim is None:
        return Leavers()
    try:
        found = await accounts_left(group)
    except ScimEndpointFailed:
        return Leavers()
    left = [one.id for one in found if one.kind is LeaverKind.LEFT]
    users = {user.id.lower(): user for user in (await group.tenant.users.find_all(left)).values()} if left else {}
    enabled = {user_id: user for user_id, user in users.items() if user.account_enabled}
    ordered = tuple(one for one in found if one.kind is LeaverKind.LEFT and one.id in enabled)
    waiting = {one.id: f"{_obstacle(one)}. {wait}" for one in found if one not in ordered}
    return Leavers(ordered, waiting, tuple(enabled[one.id] for one in ordered))


def _obstacle(one: StillActive) -> str:
    return _OF_THE_GROUP if one.kind is LeaverKind.NO_ADMIN else _NOT_ENABLED
