"""The security groups whose members TOTAL lets in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_name
from total_onboard.engine.journal.known_objects import Origin, known_objects
from total_onboard.engine.plan import Action, AdoptedObject, Change, PlanHeading
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_MEMBERS, WRITE_GROUPS
from total_onboard.steps.adoption_consequences import accepted_of_group
from total_onboard.steps.groups.adoption import adoption_by, obstacle_of
from total_onboard.steps.groups.create import (
    created_group,
    inspect_groups,
    note_receipt,
    role_of,
    shown_group,
)
from total_onboard.steps.groups.declared_requests import declared_group
from total_onboard.steps.groups.find_group import find_group_for_setup


class Groups(Step):
    """Created under a ``uniqueName`` with create-if-missing, which makes a repeated call harmless."""

    id: ClassVar[StepId] = StepId.GROUPS
    title: ClassVar[str] = "Groups"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_MEMBERS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_GROUPS,)
    role_actions: ClassVar[tuple[str, ...]] = (
        "groups/create",
        "groups/basic/update",
    )
    audit_signature: ClassVar[AuditSignature] = AuditSignature(r"^delete group$", by_name, AuditedObject.GROUP)
    portal_page: ClassVar[PortalPage] = PortalPage("Groups", "Overview")
    removed_by: ClassVar[StepId] = StepId.GROUPS
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS
    # Of two concurrent runs, the one whose application loses must not create a group unknown to the other.
    comes_after: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Find each by its unique name; if there is none, find namesakes and deleted ones."""
        await asyncio.gather(*(self._observe_one(tenant, desired, group, state) for group in desired.groups))

    async def _observe_one(
        self, tenant: TenantClient, desired: DesiredState, group: DesiredGroup, state: RunState
    ) -> None:
        adoption, together = state.choices.adoption, state.journal_is_empty
        found = await find_group_for_setup(tenant, desired, group, adoption, together=together)
        state.observed.groups[group.name] = found
        await inspect_groups(tenant, desired, group, found, state)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan to create missing groups and to use existing ones; stop at a group that cannot have the assignment."""
        return [
            item
            for group in desired.groups
            for item in self.plan_one(desired, group, state.observed.group(group.name), state)
        ]

    def plan_one(
        self, desired: DesiredState, group: DesiredGroup, found: ObservedGroup, state: RunState
    ) -> list[Change | Blocker]:
        """Plan one group."""
        there, here = found.group, known_objects(state)
        adoption = adoption_by(desired, group, state.choices.adoption, here, state.observed.inspections)
        if obstacle := obstacle_of(adoption, found):
            return [obstacle]
        if there is None:
            return [self._creation(desired, group)]
        change = self._continuation(desired, group, there, state)
        if here.origin(there) is not Origin.NAMED:
            return [change]
        return [change, *accepted_of_group(group, state, state.observed.inspections[there.id])]

    def _creation(self, desired: DesiredState, group: DesiredGroup) -> Change:
        summary = f"Create the security group {group.name}; its members get the role {group.role} in TOTAL"
        after = {"unique_name": desired.group_unique_name(group)}
        item = f"{group.name}; its members get the role {group.role} in TOTAL"
        return Change(step=self.id, resource=group.name, action=Action.CREATE, summary=summary, after=after, item=item)

    def _continuation(self, desired: DesiredState, group: DesiredGroup, there: Group, state: RunState) -> Change:
        name, role = there.display_name, group.role
        is_named = known_objects(state).origin(there) is Origin.NAMED
        if there.deleted_date_time:
            return self._change(group, Action.ADOPT, f"Restore the group {name} from the recycle bin")
        if there.id in state.effects.begun_groups:
            return self._change(group, Action.ADOPT, f"Finish the group {name}, which an earlier run began")
        if there.unique_name != desired.group_unique_name(group):
            summary = f"Adopt the group {name} (object ID {there.id}); it keeps its members, with the role {role}"
            return self._change(group, Action.ADOPT, summary)
        if is_named:
            summary = f"Adopt the group {name} (object ID {there.id}), which wasn't set up from this machine"
            return AdoptedObject(step=self.id, resource=group.name, action=Action.ADOPT, summary=summary)
        return self._change(group, Action.NONE, f"The group {group.name} exists")

    def _change(self, group: DesiredGroup, action: Action, summary: str) -> Change:
        return Change(step=self.id, resource=group.name, action=action, summary=summary)

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare each group."""
        return [each for group in desired.groups for each in declared_group(desired, group, state)]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the fields of each group."""
        return [value for group in desired.groups for value in _portal_values(group)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Correct all that differ, concurrently."""
        missing_steps = [group for group in desired.groups if not _is_ready(desired, group, state)]
        created = any(state.observed.group(group.name).group is None for group in missing_steps)
        await asyncio.gather(*(self._make_sure_of(run, desired, group, state) for group in missing_steps))
        return StepResult(
            StepOutcome.CREATED if created else StepOutcome.ADOPTED, ", ".join(group.name for group in missing_steps)
        )

    async def _make_sure_of(
        self, run: ExecutionContext, desired: DesiredState, group: DesiredGroup, state: RunState
    ) -> None:
        found = state.observed.group(group.name)
        if found.group is None:
            found.group = await created_group(run, desired, group, state)
        elif found.group.id in state.effects.begun_groups:
            note_receipt(run, desired, group, found.group, state)
        elif found.group.deleted_date_time:
            await run.tenant.deleted_items.restore(found.group.id)
            found.group = await shown_group(run, desired, group)
        else:
            await self._adopt(run, desired, group, found.group, state)
            found.group = await shown_group(run, desired, group)

    async def _adopt(
        self, run: ExecutionContext, desired: DesiredState, group: DesiredGroup, there: Group, state: RunState
    ) -> None:
        mark, baseline = desired.group_unique_name(group), state.observed.inspections[there.id].baseline
        if there.unique_name != mark:
            await run.tenant.groups.set_unique_name(there.id, mark)
        run.journal.adopted(self.id, mark, there.id, baseline)
        state.history.is_adopted(there.id, baseline)


def _is_ready(desired: DesiredState, group: DesiredGroup, state: RunState) -> bool:
    there = state.observed.group(group.name).group
    if there is None or there.deleted_date_time or there.id in state.effects.begun_groups:
        return False
    return there.unique_name == desired.group_unique_name(group) and known_objects(state).is_in_journal(there)


def _portal_values(group: DesiredGroup) -> list[PortalValue]:
    return [
        PortalValue("Group type", "Security"),
        PortalValue("Group name", group.name),
        PortalValue("Group description", role_of(group)),
        PortalValue("Microsoft Entra roles can be assigned to the group", "No"),
        PortalValue("Membership type", "Assigned"),
    ]
