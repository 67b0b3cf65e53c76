"""TOTAL's SCIM endpoint disables accounts and removes members as Microsoft asks for it."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.journal.removal_tests import is_verified
from total_onboard.scim.removal_verdict import verdict

ID: Final = "scim-removal"


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Report the removal test, if the admin allows a test with accounts made for it."""
    scim = context.desired.scim
    if context.removal_test is None or scim is None:
        return _untested(context)
    judged = verdict(await context.removal_test(), scim.url)
    if judged.good is None:
        return inconclusive(judged.found, judged.remedy or _with_a_test(context))
    return succeeded(judged.found) if judged.good else failed(judged.found, judged.remedy)


def _untested(context: VerificationContext) -> VerificationOutcome:
    """Rely on an earlier test of the address only in a setup: ``verify`` verifies anew."""
    scim = context.desired.scim
    if scim is None or not is_verified(context.run.journal.entries(), scim.url):
        return inconclusive("not tested yet", _with_a_test(context))
    if context.accepts_earlier_test:
        return succeeded("an earlier test passed")
    return inconclusive("not tested this time; an earlier test passed", _with_a_test(context))


def _with_a_test(context: VerificationContext) -> str:
    return context.line("verify --test-removal", *context.scim_again)


SCIM_REMOVAL: Final = Verification(
    id=ID,
    title="Removing people at TOTAL",
    verify=verify,
    after=("scim-from-here",),
)
