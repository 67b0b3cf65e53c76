"""Purge the application from the recycle bin, on request: its unique name is free again."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import (
    FIND_DELETED_APPLICATION,
    REMOVE_APPLICATION,
)
from total_onboard.steps.application.delete import applications_to_delete
from total_onboard.steps.ownership import owns_application
from total_onboard.steps.purge import purge_change, purge_from_recycle_bin


# Assumption purged-principal.
class PurgeApplication(Step):
    """The service principal before its application, by which alone it is found again after an interruption."""

    id: ClassVar[StepId] = StepId.PURGE_APPLICATION
    title: ClassVar[str] = "Application (permanently)"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.MONITOR_APPLICATION)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_DELETED_APPLICATION,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/delete",)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Observe leftovers of interrupted runs, and deleted monitoring identities, by the names in the journal."""
        application_id = state.observed.application.id if state.observed.application else ""
        names = [name for name, made in state.history.attempts.items() if made != application_id]
        monitors = state.history.deleted_monitors
        found = await asyncio.gather(*map(tenant.deleted_items.applications_named, [*names, *monitors]))
        state.observed.recycled_applications = tuple(
            app for named in found for app in named if monitors.get(app.display_name, app.id) == app.id
        )

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan to purge, including what the earlier steps delete."""
        return [purge_change(self.id, "application", app) for app in _applications(state)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Purge; what was deleted a moment ago may not be in the recycle bin yet."""
        apps = _applications(state)
        for app in apps:
            principal = await run.tenant.deleted_items.service_principal(app.app_id)
            known = state.observed.deleted_principal if app == state.observed.application else None
            if one := principal or known:
                await purge_from_recycle_bin(run, one.id, f"the service principal of {app.display_name}")
            await purge_from_recycle_bin(run, app.id, app.display_name)
            run.journal.write(Deleted(step=self.id, object_id=app.id, name=app.unique_name or ""))
        state.observed.application, state.observed.deleted_principal, state.observed.recycled_applications = (
            None,
            None,
            (),
        )
        return StepResult(StepOutcome.REMOVED, ", ".join(f"{app.display_name}, client ID {app.app_id}" for app in apps))


def _applications(state: RunState) -> list[Application]:
    """Return owned applications in the recycle bin or about to get there."""
    deleted = [state.observed.application] if state.observed.application and owns_application(state) else []
    alive = [app for app in applications_to_delete(state) if app not in deleted]
    monitors = [app for app in [state.observed.monitor.application] if app]
    return [*deleted, *alive, *monitors, *state.observed.recycled_applications]
