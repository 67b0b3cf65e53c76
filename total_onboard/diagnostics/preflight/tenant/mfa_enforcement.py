"""Check that this tenant requires more than a password."""

from __future__ import annotations

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, skipped, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check security defaults and Conditional Access, which exclude each other; without both a password opens TOTAL."""
    defaults, policies = context.snapshot.security_defaults, context.snapshot.conditional_access
    if isinstance(defaults, Unavailable):
        return unknown(defaults)
    if defaults:
        return passed("On: everybody is asked for a second factor")
    if isinstance(policies, Unavailable):
        return skipped(f"Off; whether Conditional Access takes their place is unknown: {policies.why}")
    if any(policy.is_on for policy in policies):
        return passed("Off; Conditional Access takes their place")
    return warned(
        "Off, and no Conditional Access policy is on: a password alone opens TOTAL's administration",
        "Turn security defaults on (Microsoft Entra admin center, Overview > Properties), or make a policy that "
        "asks for a "
        "second factor.",
    )


SECURITY_DEFAULTS = Check(
    id="security-defaults",
    title="Security defaults",
    needed="Security defaults, or Conditional Access in their place",
    docs="docs/checks.md#security-defaults",
    steps=frozenset(),
    evaluate=evaluate,
)
