"""The assignments of our groups: from then on nobody gets into TOTAL through them."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change, ItemLists, PlanHeading
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.service_principals import AppRoleAssignment
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import REMOVE_APP_ROLE_ASSIGNMENTS
from total_onboard.steps.assignment.assignment import Assignment as Assigned
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.ownership import is_alive, owns_application, record_removed_additions, was_added


class RemoveAssignment(Step):
    """Remove assignments one by one; unmanaged ones stay, or disappear with the application."""

    id: ClassVar[StepId] = StepId.ASSIGNMENT
    title: ClassVar[str] = "Assignment of the groups"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.SCIM_CREDENTIALS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APP_ROLE_ASSIGNMENTS,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/appRoleAssignedTo/update",)
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS
    items: ClassVar[ItemLists] = ItemLists.EACH_RESOURCE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read the groups with their members, and the assignments."""
        state.observed.assignments = ()
        await asyncio.gather(Groups().observe(tenant, desired, state), Assigned().observe(tenant, desired, state))
        owned = state.observed.service_principal.id if state.observed.service_principal else ""
        await asyncio.gather(*(_look_into(tenant, found, owned) for found in state.observed.groups.values()))

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan one sentence for each."""
        return [self._change(desired, one) for one in owned_assignments(state)]

    def _change(self, desired: DesiredState, one: AppRoleAssignment) -> Change:
        name = one.principal_display_name or one.principal_id
        summary = f"Remove the assignment of {name} to {desired.application_name}"
        return Change(step=self.id, resource=name, action=Action.DELETE, summary=summary, before="assigned", item=name)

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Remove all concurrently."""
        principal, owned = state.observed.the_principal.id, owned_assignments(state)
        await asyncio.gather(*(run.tenant.service_principals.unassign(principal, one.id) for one in owned))
        record_removed_additions(run, state, self.id, principal, [one.principal_id for one in owned])
        state.observed.assignments = tuple(one for one in state.observed.assignments if one not in owned)
        return StepResult(
            StepOutcome.REMOVED, ", ".join(one.principal_display_name or one.principal_id for one in owned)
        )


async def _look_into(tenant: TenantClient, found: ObservedGroup, owned: str) -> None:
    if found.group is None or not is_alive(found.group):
        return
    members, assigned = await asyncio.gather(
        tenant.groups.members(found.group.id), tenant.groups.assigned_to(found.group.id)
    )
    found.member_names = {one.id: one.user_principal_name or one.display_name or one.id for one in members}
    found.member_ids = frozenset(found.member_names)
    names = {one.resource_display_name or one.resource_id for one in assigned if one.resource_id != owned}
    found.elsewhere = tuple(sorted(names))


def owned_assignments(state: RunState) -> list[AppRoleAssignment]:
    """Return the assignments of owned groups; on an adopted application only those that a setup added."""
    principal = state.observed.service_principal
    if principal is None:
        return []
    groups = {found.group.id for found in state.observed.groups.values() if found.group}
    whole = owns_application(state)
    return [
        one
        for one in state.observed.assignments
        if (whole and one.principal_id in groups)
        or was_added(state, RemoveAssignment.id, principal.id, one.principal_id)
    ]
