"""Trust of the monitoring identity in a pipeline's tokens, in place of a secret."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import send_idempotent
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.non_secret_credentials import FederatedCredential
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import WRITE_MONITOR
from total_onboard.steps.monitor.desired_monitor import identity_of


class MonitorTrust(Step):
    """One federated credential, whose name depends on what it trusts, so that a repeated call makes no second one."""

    id: ClassVar[StepId] = StepId.MONITOR_TRUST
    title: ClassVar[str] = "Trust in the pipeline"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.MONITOR_APPLICATION,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_MONITOR,)
    heading: ClassVar[PlanHeading] = PlanHeading.MONITORING
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    removed_by: ClassVar[StepId] = StepId.MONITOR_APPLICATION

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Name issuer, subject and audience, which must match exactly."""
        identity = identity_of(state)
        if (trust := identity.trust) is None:
            return []
        values = (trust.issuer, trust.subject, trust.audience)
        there = any(one.takes(*values) for one in state.observed.monitor.trusts)
        summary = f"Accept {identity.summary} (audience {trust.audience})"
        action = Action.NONE if there else Action.CREATE
        return [
            Change(
                step=self.id, resource="federated credential", action=action, summary=summary, after=trust.model_dump()
            )
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Create it, as soon as the new registration can have one."""
        app, identity = state.observed.monitor.application, identity_of(state)
        trust, name = identity.trust, identity.credential_name
        assert app is not None
        assert trust is not None

        credentials = run.tenant.application_credentials

        async def create() -> FederatedCredential:
            trusts = await credentials.federated(app.id)
            values = (trust.issuer, trust.subject, trust.audience)
            there = next((one for one in trusts if one.takes(*values)), None)
            return there or await credentials.add_federated(app.id, name, *values)

        await send_idempotent(run, f"{app.display_name} can trust the pipeline", create)
        return StepResult(StepOutcome.CREATED, identity.summary)
