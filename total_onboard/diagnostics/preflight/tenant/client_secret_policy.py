"""May an application have a client secret here, and for how long?"""

from __future__ import annotations

from datetime import UTC, datetime

from total_onboard.core.credential import CredentialChoice, CredentialKind
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.app_management_policy import certificate_policy, secret_policy
from total_onboard.engine.access.credential_obstacles import expiry_obstacle, policy_obstacle
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.policies import AppManagementPolicy
from total_onboard.steps.credentials.choice import ANOTHER, NONE_POSSIBLE
from total_onboard.steps.credentials.superseded import NAMES


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the policy: baselines of 2026 cap secrets at 180 days or forbid them (cisagov/ScubaGear#1962)."""
    policy = context.facts.app_policy
    if isinstance(policy, Unavailable):
        return unknown(policy)
    now = datetime.now(UTC)
    rule, choice = secret_policy(policy, now), context.desired.credential
    if choice.preference != (CredentialKind.SECRET,):
        return _of_several(choice, policy, now)
    if rule.forbidden:
        return failed(
            "The app management policy forbids client secrets",
            "TOTAL signs in with a client secret, a kind of password. Ask the owner of the policy for "
            "an exemption for the application TOTAL, then run the same command again.",
        )
    if rule.longest and rule.longest.days < 365:
        return warned(
            f"Client secrets are limited to {rule.longest.days} days here",
            "Nothing now: setup creates one for that long. Add a reminder to run total-onboard rotate-secret "
            "before it expires; otherwise nobody can sign in to TOTAL.",
        )
    return passed("Client secrets are allowed")


def _of_several(choice: CredentialChoice, policy: AppManagementPolicy, now: datetime) -> CheckOutcome:
    """Name the first credential that is possible. A setup that finds an existing one keeps it."""
    rules = secret_policy(policy, now), certificate_policy(policy, now)
    reasons: list[str] = []
    for kind in choice.preference:
        reason = expiry_obstacle(kind, choice, now) or policy_obstacle(kind, choice, *rules, now)
        if not reason:
            because = f", because {' and '.join(reasons)}" if reasons else ""
            return passed(f"TOTAL will sign in with a {NAMES[kind]}{because}")
        reasons.append(reason)
    return failed(f"{NONE_POSSIBLE}: {' and '.join(reasons)}", ANOTHER)


CLIENT_SECRETS = Check(
    id="client-secrets",
    title="Client secrets allowed",
    needed="An app management policy that allows client secrets",
    docs="docs/checks.md#client-secrets",
    steps=frozenset({StepId.CLIENT_SECRET}),
    evaluate=evaluate,
)
