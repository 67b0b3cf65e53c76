"""The people who administer TOTAL: members of the admin group."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.graph_errors import is_already_there, is_not_replicated_yet

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.tenant import Tenant
    from total_onboard.entra.users import User


class Members:
    """Adds those who are named and never removes anybody."""

    id: ClassVar[str] = "members"
    title: ClassVar[str] = "Members of the admin group"
    needs: ClassVar[tuple[str, ...]] = ("groups",)

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Who is in the admin group now."""
        found = picture.group(wanted.admin_group.name)
        if found.group and not found.group.deleted_date_time:
            found.member_ids = frozenset(member.id for member in await tenant.groups.members(found.group.id))

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """One sentence for each person to be added."""
        group = wanted.admin_group.name
        changes = [
            Change(
                step=self.id,
                resource=group,
                action=Action.UPDATE,
                summary=f"Make {user.display_name} ({user.user_principal_name}) a member of {group}",
                after=user.user_principal_name,
            )
            for user in _missing(wanted, picture)
        ]
        return changes or [Change(step=self.id, resource=group, action=Action.NONE, summary=_kept(wanted, picture))]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Only those who are missing: Graph refuses a whole batch for one who is already in.

        Somebody else may add the same people at the same time, hence the look just before.
        """
        found, missing = picture.group(wanted.admin_group.name), _missing(wanted, picture)
        group = found.group
        assert group is not None
        run.journal.about_to_add(self.id, group.id, *(user.id for user in missing))

        async def add() -> None:
            there = {member.id for member in await run.tenant.groups.members(group.id)}
            await run.tenant.groups.add_members(group.id, tuple(user.id for user in missing if user.id not in there))

        await run.waiter.patiently("the new group takes members", add, _passes)
        found.member_ids |= {user.id for user in missing}
        return Done(Deed.CHANGED, f"added {', '.join(user.user_principal_name for user in missing)}")


def _passes(error: Exception) -> bool:
    return is_not_replicated_yet(error) or is_already_there(error)


def _missing(wanted: DesiredState, picture: Picture) -> list[User]:
    there = picture.group(wanted.admin_group.name).member_ids
    return [user for user in picture.admins if user.id not in there]


def _kept(wanted: DesiredState, picture: Picture) -> str:
    there = len(picture.group(wanted.admin_group.name).member_ids)
    if there:
        return f"{wanted.admin_group.name} has its members ({there})"
    return f"{wanted.admin_group.name} has no members yet, so nobody can sign in to TOTAL; name them with --admin"
