"""The people who administer TOTAL: members of the admin group."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change, Note
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.graph.errors import GraphError, is_already_there, is_not_replicated_yet
from total_onboard.entra.graph.odata import MOST_EXPANDED
from total_onboard.steps.groups.restricted_group import RESTRICTED

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.users import User
    from total_onboard.entra.tenant import Tenant


class Members:
    """Adds those who are named and never removes anybody."""

    id: ClassVar[str] = "members"
    title: ClassVar[str] = "Members of the admin group"
    needs: ClassVar[tuple[str, ...]] = ("groups",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Who is in the admin group now; a few came with the group."""
        found = picture.group(wanted.admin_group.name)
        group = found.group
        if group is None or group.deleted_date_time:
            return
        all_came_along = group.members is not None and len(group.members) < MOST_EXPANDED
        members = group.members if all_came_along else await tenant.groups.members(group.id)
        found.member_ids = frozenset(member.id for member in members or ())

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
        found = picture.group(group).group
        if changes and found and found.is_management_restricted:
            return [*changes, Note(step=self.id, sentence=RESTRICTED.format(group=group))]
        return changes or [_kept(self.id, wanted, picture)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Graph refuses a whole batch for one who is already in, whom somebody else may have added meanwhile."""
        found, missing = picture.group(wanted.admin_group.name), _missing(wanted, picture)
        group = found.group
        assert group is not None
        run.journal.about_to_add(self.id, group.id, *(user.id for user in missing))

        async def add() -> None:
            try:
                await run.tenant.groups.add_members(group.id, [user.id for user in missing])
            except GraphError as error:
                if not is_already_there(error):
                    raise
                there = {member.id for member in await run.tenant.groups.members(group.id)}
                await run.tenant.groups.add_members(group.id, [user.id for user in missing if user.id not in there])

        await run.waiter.patiently("the new group takes members", add, _passes)
        found.member_ids |= {user.id for user in missing}
        return Done(Deed.CHANGED, f"added {', '.join(user.user_principal_name for user in missing)}")


def _passes(error: Exception) -> bool:
    return is_not_replicated_yet(error) or is_already_there(error)


def _missing(wanted: DesiredState, picture: Picture) -> list[User]:
    there = picture.group(wanted.admin_group.name).member_ids
    return [user for user in picture.admins if user.id not in there]


def no_members(wanted: DesiredState) -> str:
    """Say that nobody can sign in yet, and what to add."""
    return f"{wanted.admin_group.name} has no members. Nobody can sign in until you add someone with --admin."


def _kept(step: str, wanted: DesiredState, picture: Picture) -> Change | Note:
    found, name = picture.group(wanted.admin_group.name), wanted.admin_group.name
    restored = found.group is not None and found.group.deleted_date_time is not None
    if not found.member_ids and not restored:
        return Note(step=step, sentence=no_members(wanted))
    summary = f"{name} has its members ({len(found.member_ids)})"
    if restored:
        summary = f"{name} is restored with the members that it had"
    return Change(step=step, resource=name, action=Action.NONE, summary=summary)
