"""TOTAL's SCIM address and token, which stay with a service principal longer than anything else."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import STOP_PROVISIONING
from total_onboard.steps.ownership import owns_application, record_removed_additions, was_added
from total_onboard.steps.provisioning.job import STORED
from total_onboard.steps.provisioning.scim_credentials import SECRETS


class StillStored(OnboardError):
    """Error: Microsoft agreed to erase the SCIM address and token, and still shows them."""

    code = "scim-values-still-stored"

    def __init__(self) -> None:
        super().__init__(
            "Microsoft accepted the request to erase the SCIM address and token, but still shows them. "
            "Provisioning is stopped, and nothing was deleted.",
            remedy="Run the same command again in a few minutes: it resumes. If it fails again, ask TOTAL "
            "to revoke the SCIM token, and delete the rest in the Microsoft Entra admin center.",
        )


class EraseScimCredentials(Step):
    """Overwritten before the application goes: what is restored from the bin must not send people to TOTAL again."""

    id: ClassVar[StepId] = StepId.SCIM_CREDENTIALS
    title: ClassVar[str] = "SCIM address and token"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.STOP_PROVISIONING,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (STOP_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationCredentials/manage",)
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Overwrite what is stored, if it is ours."""
        if not state.observed.secret_keys & STORED or not are_owned(state):
            return []
        summary = "Overwrite the SCIM address and token that Microsoft stores"
        return [Change(step=self.id, resource="secrets", action=Action.UPDATE, summary=summary)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Overwrite them with nothing and read back, while the application still exists. Raises StillStored."""
        principal, erase = state.observed.the_principal.id, run.tenant.synchronization.erase_secrets
        await retry_until_ready(run, "the provisioning service forgets the SCIM address", lambda: erase(principal))
        await _forgotten(run, principal)
        record_removed_additions(run, state, self.id, principal, [SECRETS])
        state.observed.secret_keys = frozenset()
        return StepResult(StepOutcome.CHANGED, "overwritten, and read back empty")


async def _forgotten(run: ExecutionContext, principal: str) -> None:
    """Check that the values are gone: values to store were accepted and silently not kept before."""
    sentence, keys = "Microsoft no longer shows a SCIM address and token", run.tenant.synchronization.secret_keys

    async def none_left() -> bool | None:
        return None if STORED & await retry_until_ready(run, sentence, lambda: keys(principal)) else True

    try:
        await run.poller.until(sentence, none_left, run.lost_response_policy)
    except PollTimeout as error:
        raise StillStored from error


def are_owned(state: RunState) -> bool:
    """Return whether what provisioning works with came from this tool; an application of ours has nothing else."""
    principal = state.observed.service_principal
    if principal is None:
        return False
    return owns_application(state) or was_added(state, EraseScimCredentials.id, principal.id, SECRETS)
