"""The assignments of our groups: from then on nobody gets into TOTAL through them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.assignment import Assignment as Assigned
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.ownership import forget_additions, has_application_of_ours, is_alive, was_added

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import GroupFound, Picture
    from total_onboard.entra.resources.service_principals import AppRoleAssignment
    from total_onboard.entra.tenant import Tenant


class Assignment:
    """Taken back one by one; what somebody else assigned stays, or ends with the application."""

    id: ClassVar[str] = "assignment"
    title: ClassVar[str] = "Assignment of the groups"
    needs: ClassVar[tuple[str, ...]] = ("scim-credentials",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Our groups with their members, and who is assigned."""
        picture.assignments = ()
        await asyncio.gather(Groups().observe(tenant, wanted, picture), Assigned().observe(tenant, wanted, picture))
        ours = picture.service_principal.id if picture.service_principal else ""
        await asyncio.gather(*(_look_into(tenant, found, ours) for found in picture.groups.values()))

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """One sentence for each."""
        return [self._change(wanted, one) for one in assignments_of_ours(picture)]

    def _change(self, wanted: DesiredState, one: AppRoleAssignment) -> Change:
        name = one.principal_display_name or one.principal_id
        summary = f"Take the assignment of {name} to {wanted.application_name} back"
        return Change(step=self.id, resource=name, action=Action.DELETE, summary=summary, before="assigned")

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """All at the same time."""
        principal, ours = picture.the_principal.id, assignments_of_ours(picture)
        await asyncio.gather(*(run.tenant.service_principals.unassign(principal, one.id) for one in ours))
        forget_additions(run, picture, self.id, principal, [one.principal_id for one in ours])
        picture.assignments = tuple(one for one in picture.assignments if one not in ours)
        return Done(Deed.REMOVED, ", ".join(one.principal_display_name or one.principal_id for one in ours))


async def _look_into(tenant: Tenant, found: GroupFound, ours: str) -> None:
    if found.group is None or not is_alive(found.group):
        return
    members, assigned = await asyncio.gather(
        tenant.groups.members(found.group.id), tenant.groups.assigned_to(found.group.id)
    )
    found.member_names = {one.id: one.user_principal_name or one.display_name or one.id for one in members}
    found.member_ids = frozenset(found.member_names)
    names = {one.resource_display_name or one.resource_id for one in assigned if one.resource_id != ours}
    found.elsewhere = tuple(sorted(names))


def assignments_of_ours(picture: Picture) -> list[AppRoleAssignment]:
    """Of the groups under our marks; on an application made by hand only those that set-up added."""
    principal = picture.service_principal
    if principal is None:
        return []
    groups = {found.group.id for found in picture.groups.values() if found.group}
    whole = has_application_of_ours(picture)
    return [
        one
        for one in picture.assignments
        if (whole and one.principal_id in groups) or was_added(picture, Assignment.id, principal.id, one.principal_id)
    ]
