"""May an application have a client secret here, and for how long?"""

from __future__ import annotations

from datetime import UTC, datetime

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.access.secret_policy import secret_policy
from total_onboard.engine.step_id import StepId


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the policy: baselines of 2026 cap secrets at 180 days or forbid them (cisagov/ScubaGear#1962)."""
    policy = context.facts.app_policy
    if isinstance(policy, Unavailable):
        return unknown(policy)
    rule = secret_policy(policy, datetime.now(UTC))
    if rule.forbidden:
        return failed(
            "The app management policy forbids client secrets",
            "TOTAL signs in with a client secret, a kind of password. Ask the owner of the policy for "
            "an exemption for the application TOTAL, then run this again.",
        )
    if rule.longest and rule.longest.days < 365:
        return warned(
            f"Client secrets are limited to {rule.longest.days} days here",
            "Nothing now: setup creates one for that long. Add a reminder to run total-onboard rotate-secret "
            "before it expires; otherwise nobody can sign in to TOTAL.",
        )
    return passed("Client secrets are allowed")


CLIENT_SECRETS = Check(
    id="client-secrets",
    title="Client secrets allowed",
    needed="An app management policy that allows client secrets",
    docs="docs/checks.md#client-secrets",
    steps=frozenset({StepId.CLIENT_SECRET}),
    evaluate=evaluate,
)
