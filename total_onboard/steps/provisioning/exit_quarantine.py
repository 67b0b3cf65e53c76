"""Exit from quarantine once its cause is gone, with the narrowest restart; only for ``status --repair``.

A setup never does this: a restart hides what failed, and a reset of everything makes Microsoft evaluate everybody
again. Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-restart
"""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_nothing
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE
from total_onboard.steps.provisioning.quarantine import can_exit_quarantine, is_quarantined
from total_onboard.steps.provisioning.quarantine_reasons import QuarantineReason, quarantine_reason_for
from total_onboard.steps.provisioning.scim_rejected import ScimEndpointRejected


class ExitQuarantine(Step):
    """Never deletes a job; what the stored credentials broke is restarted only once Microsoft's test of them passes."""

    id: ClassVar[StepId] = StepId.QUARANTINE
    title: ClassVar[str] = "Quarantine"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.START,)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(r"provisioning", by_nothing)
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan a restart if that helps; storing new credentials restarts separately."""
        why = quarantine_reason_for(state.observed.job) if state.observed.job and is_quarantined(state) else None
        if why is None or can_exit_quarantine(desired, state):
            return []
        if not why.restart:
            return [Blocker(self.id, why.cause, why.remedy)]
        return [self._change(why)]

    def _change(self, why: QuarantineReason) -> Change:
        return Change(
            step=self.id,
            resource="job",
            action=Action.UPDATE,
            summary=f"Restart provisioning with the reset scope {why.restart}",
            before=f"in quarantine ({why.reason})",
            after="running",
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Raise ScimEndpointRejected if the cause is not gone."""
        principal, job, service = state.observed.the_principal.id, state.observed.the_job, run.tenant.synchronization
        why = quarantine_reason_for(job)
        assert why is not None
        if why.test:
            await _make_sure_of_credentials(run, principal, job.id)
        await service.restart(principal, job.id, why.restart)
        await service.start(principal, job.id)
        state.effects.restarted = True
        return StepResult(StepOutcome.CHANGED, f"restarted with the reset scope {why.restart}")


async def _make_sure_of_credentials(run: ExecutionContext, principal: str, job: str) -> None:
    try:
        await run.tenant.synchronization.validate_saved_credentials(principal, job, SCIM_TEMPLATE)
    except BadRequest as error:
        raise ScimEndpointRejected("the SCIM address that is stored", error) from error
