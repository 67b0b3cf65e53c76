"""Verification of the consent in the directory."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    succeeded,
)
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.step_id import StepId
from total_onboard.steps.consent.consent import Consent, not_consented_to


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Compare both kinds of grant with what TOTAL needs."""
    desired, state = context.desired, context.state
    if missing := not_consented_to(desired, state):
        return failed(f"Nobody has consented to {', '.join(missing)} for the whole organization", _remedy(context))
    names = (*desired.delegated_permissions, *desired.application_permissions)
    return succeeded(f"{', '.join(names)} are granted for the whole organization")


def _remedy(context: VerificationContext) -> str:
    """Return the remedy; without the permission to consent it names who can."""
    blocked = [one for one in Consent().plan(context.desired, context.state) if isinstance(one, BlockedItem)]
    return blocked[0].remedy if blocked else context.line("status --repair")


CONSENT: Final = Verification(
    id="consent", title="Consent is given", verify=verify, needs=frozenset({StepId.PERMISSIONS, StepId.CONSENT})
)
