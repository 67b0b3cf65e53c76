"""Verification that all of TOTAL's groups are assigned to the application in the directory."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    succeeded,
)
from total_onboard.engine.step_id import StepId
from total_onboard.steps.assignment.assignment import unassigned


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Verify that each group is assigned; others are neither provisioned nor let in."""
    desired = context.desired
    if missing := unassigned(desired, context.state):
        names = ", ".join(group.name for group in missing)
        return failed(f"{names}: not assigned to {desired.application_name}", context.line("status --repair"))
    return succeeded(f"{', '.join(group.name for group in desired.groups)}: assigned to {desired.application_name}")


ASSIGNMENT: Final = Verification(
    id="assignment", title="The groups are assigned", verify=verify, needs=frozenset({StepId.GROUPS, StepId.ASSIGNMENT})
)
