"""Deletion of the monitoring identity, by ``monitor disable`` and by ``teardown``."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Created, Deleted
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.state.observed_state import ObservedMonitor
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import WRITE_MONITOR
from total_onboard.steps.monitor.find_monitor import find_monitor


class DeleteMonitor(Step):
    """Delete only what this machine created; its service principal and its consent go with it."""

    id: ClassVar[StepId] = StepId.MONITOR_APPLICATION
    title: ClassVar[str] = "Monitoring identity"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = ()
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_MONITOR,)
    heading: ClassVar[PlanHeading] = PlanHeading.MONITORING
    role_actions: ClassVar[tuple[str, ...]] = ("applications/delete",)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read it; a machine that created none asks nothing."""
        state.observed.monitor = ObservedMonitor(application=await find_monitor(tenant, state))

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan to delete it if it exists."""
        app = state.observed.monitor.application
        if app is None:
            return []
        summary = f"Delete the application {app.display_name} (client ID {app.app_id}) with its consent to read"
        before = {"object_id": app.id, "client_id": app.app_id}
        return [Change(step=self.id, resource=app.display_name, action=Action.DELETE, summary=summary, before=before)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Delete it to the recycle bin."""
        app = state.observed.monitor.application
        assert app is not None
        if state.history.monitors.get(app.display_name) == "":
            run.journal.write(Created(step=self.id, search_key=app.display_name, object_id=app.id))
        await run.tenant.applications.delete(app.id)
        run.journal.write(Deleted(step=self.id, object_id=app.id, name=app.display_name))
        state.observed.monitor = ObservedMonitor()
        state.observed.recycled_applications += (app,)
        state.history.monitors.pop(app.display_name, None)
        return StepResult(StepOutcome.REMOVED, f"{app.display_name}, client ID {app.app_id}")
