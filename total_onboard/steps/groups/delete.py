"""Deletion of owned groups, on request: other things may depend on a group by now."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import Action, BlockedItem, Change, PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import DELETE_GROUPS, FIND_GROUPS
from total_onboard.steps.ownership import is_alive, owned_groups, unknown_groups


class DeleteGroups(Step):
    """Delete groups with their members to the recycle bin; never an adopted one."""

    id: ClassVar[StepId] = StepId.GROUPS
    title: ClassVar[str] = "Groups"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_GROUPS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (DELETE_GROUPS,)
    role_actions: ClassVar[tuple[str, ...]] = ("groups/delete",)
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan one sentence for each."""
        owned = [self._plan_one(group) for group in owned_groups(state)]
        unknown = [self._unknown(group) for group in unknown_groups(state)]
        renamed = [self._renamed(group) for group in state.observed.unlisted_groups]
        return [*owned, *unknown, *renamed]

    def _plan_one(self, group: Group) -> Change:
        name, before = group.display_name, {"object_id": group.id}
        if not is_alive(group):
            kept = f"The group {name} is in the recycle bin"
            return Change(step=self.id, resource=name, action=Action.NONE, summary=kept, before=before)
        summary = f"Delete the group {name}"
        return Change(step=self.id, resource=name, action=Action.DELETE, summary=summary, before=before)

    def _unknown(self, group: Group) -> BlockedItem:
        """Block on another machine than the one that set it up."""
        return BlockedItem(
            step=self.id,
            sentence=f"The group {group.display_name} wasn't created from this machine, so it is kept.",
            remedy="Run total-onboard teardown --groups there, or add --delete-adopted to delete what the IDs name",
        )

    def _renamed(self, group: Group) -> BlockedItem:
        """Block a renamed group, which may belong to a product whose name begins with the name of this one."""
        return BlockedItem(
            step=self.id,
            sentence=f"{group.display_name} was created by setup under another name, which is unknown here.",
            remedy="If it belongs to this application, name it as it was then with --group NAME=ROLE",
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Delete all concurrently."""
        alive = list(filter(is_alive, owned_groups(state)))
        await asyncio.gather(*(run.tenant.groups.delete(group.id) for group in alive))
        for group in alive:
            run.journal.write(Deleted(step=self.id, object_id=group.id, name=group.unique_name or ""))
        for found in state.observed.groups.values():
            if found.group in alive:
                found.group = found.group.model_copy(update={"deleted_date_time": state.identity.now})
        return StepResult(StepOutcome.REMOVED, ", ".join(group.display_name for group in alive))
