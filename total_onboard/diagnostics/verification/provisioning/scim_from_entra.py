"""TOTAL's SCIM endpoint, called by Microsoft with what is stored; nobody here needs to know address or token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE
from total_onboard.steps.provisioning.scim_credentials import are_stored
from total_onboard.steps.provisioning.scim_rejected import ScimEndpointRejected


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Run Microsoft's *Test connection* with saved credentials."""
    state, service = context.state, context.run.tenant.synchronization
    if state.observed.job is None or not are_stored(state):
        return inconclusive("No SCIM address and token are stored yet", _with_new_values(context))
    principal, job = state.observed.the_principal.id, state.observed.job.id

    async def test() -> None:
        await retry_until_ready(
            context.run,
            "the provisioning service tests what is stored",
            lambda: service.validate_saved_credentials(principal, job, SCIM_TEMPLATE),
        )

    try:
        await _repeated_once(test)
    except BadRequest as error:
        refused = ScimEndpointRejected("the stored SCIM address with the stored token", error)
        return failed(refused.message, _with_new_values(context))
    return succeeded("Microsoft's own test of the stored address and token succeeds")


async def _repeated_once(test: Callable[[], Awaitable[None]]) -> None:
    """Test again after a failure: Microsoft reports an unavailable endpoint like a wrong token."""
    try:
        await test()
    except BadRequest:
        await test()


def _with_new_values(context: VerificationContext) -> str:
    return context.line("setup --only scim-credentials", "--scim-url", "URL", "--scim-token-file", "FILE")


SCIM_FROM_ENTRA: Final = Verification(
    id="scim-from-entra",
    title="Microsoft reaches TOTAL's SCIM endpoint",
    verify=verify,
    needs=frozenset({StepId.PROVISIONING_JOB, StepId.SCIM_CREDENTIALS}),
)
