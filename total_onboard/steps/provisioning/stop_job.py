"""Stopping the provisioning first: nothing more is sent to TOTAL while the rest is removed."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import STOP_PROVISIONING
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.provisioning.erase_scim_credentials import are_owned
from total_onboard.steps.provisioning.job import ProvisioningJob


class StopProvisioning(Step):
    """Pause the job, never delete it: it disappears with its application, or stays with an adopted one."""

    id: ClassVar[StepId] = StepId.STOP_PROVISIONING
    title: ClassVar[str] = "Provisioning"
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (STOP_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationJobs/manage",)
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Observe the application like a setup, then its job and the names of its stored secrets."""
        await EnterpriseApplication().observe(tenant, desired, state)
        state.observed.job, state.observed.secret_keys = None, frozenset()
        await ProvisioningJob().observe(tenant, desired, state)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Pause what runs with what we stored."""
        job = state.observed.job
        if job is None or not are_owned(state):
            return []
        if job.schedule_state != "Active":
            return [Change(step=self.id, resource="job", action=Action.NONE, summary="Provisioning is stopped")]
        summary = "Stop provisioning, so that nothing more is sent to TOTAL"
        return [
            Change(step=self.id, resource="job", action=Action.UPDATE, summary=summary, before="Active", after="Paused")
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Stop the job; Microsoft lets a running cycle finish."""
        principal, job = state.observed.the_principal.id, state.observed.the_job
        pause = run.tenant.synchronization.pause
        await retry_until_ready(run, "the provisioning job can be paused", lambda: pause(principal, job.id))
        state.observed.job = job.model_copy(update={"schedule_state": "Paused"})
        return StepResult(StepOutcome.CHANGED, "stopped")
