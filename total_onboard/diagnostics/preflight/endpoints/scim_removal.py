"""Check that TOTAL's SCIM endpoint disables accounts and removes members as Microsoft requests it."""

from __future__ import annotations

from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, warned
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.engine.step_id import StepId
from total_onboard.scim.removal_verdict import verdict

NOT_TESTED: Final = "Not tested yet"
WITH_A_TEST: Final = (
    "Add --test-removal: it creates two accounts and two groups at TOTAL, changes them as Microsoft does, and deletes "
    "them. Nobody can sign in with them."
)


async def evaluate(environment: CheckEnvironment) -> CheckOutcome:
    """Report the removal test; without the permission to test, the result is unknown."""
    if environment.scim is None:
        return skipped("Unknown: no SCIM address and token were given")
    if environment.removal_test is None:
        return skipped(NOT_TESTED, WITH_A_TEST)
    try:
        judged = verdict(await environment.removal_test(), environment.scim.url)
    except OnboardError as error:
        return skipped(f"Unknown: {error.message}", error.remedy)
    if judged.good is None:
        return skipped(judged.found, judged.remedy)
    if not judged.good:
        return failed(judged.found, judged.remedy)
    return warned(judged.found, judged.remedy) if judged.remedy else passed(judged.found)


SCIM_REMOVAL = Check(
    id="scim-removal",
    title="Removal at TOTAL",
    needed="A SCIM address at which Microsoft's requests disable an account and remove a group member",
    docs="docs/checks.md#scim-removal",
    steps=frozenset({StepId.SCIM_CREDENTIALS}),
    evaluate=evaluate,
)
