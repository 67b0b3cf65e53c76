"""Purge the groups from the recycle bin, on request: their unique names are free again."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import (
    DELETE_GROUPS,
    FIND_GROUPS,
)
from total_onboard.steps.ownership import owned_groups
from total_onboard.steps.purge import purge_change, purge_from_recycle_bin


class PurgeGroups(Step):
    """Purge the groups with their members."""

    id: ClassVar[StepId] = StepId.PURGE_GROUPS
    title: ClassVar[str] = "Groups (permanently)"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.GROUPS,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_GROUPS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (DELETE_GROUPS,)
    role_actions: ClassVar[tuple[str, ...]] = ("groups/delete",)
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan to purge, including what the earlier step deletes."""
        return [purge_change(self.id, "group", group) for group in owned_groups(state)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Purge all concurrently."""
        groups = list(owned_groups(state))
        await asyncio.gather(*(purge_from_recycle_bin(run, group.id, group.display_name) for group in groups))
        for group in groups:
            run.journal.write(Deleted(step=self.id, object_id=group.id, name=group.unique_name or ""))
        for found in state.observed.groups.values():
            found.group = None if found.group in groups else found.group
        return StepResult(StepOutcome.REMOVED, ", ".join(group.display_name for group in groups))
