"""May people register applications here, or only those with a role?"""

from __future__ import annotations

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.steps.access.role_actions import actions_of, missing_steps


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the role: without one a person can register an application, but no provisioning one from a template."""
    policy = context.snapshot.authorization
    if isinstance(policy, Unavailable):
        return unknown(policy)
    if policy.default_user_role_permissions.allowed_to_create_apps:
        return passed("Everybody may register applications")
    rights = context.facts.rights
    if not missing_steps(rights, (StepId.APPLICATION,)):
        return passed("Only people with a role register applications; you have one")
    if uncertainty := rights.uncertainty(actions_of((StepId.APPLICATION,))):
        return unknown(uncertainty)
    return warned(
        "Only people with a role register applications, and you have none",
        "The role that lets you set TOTAL up lets you do this too: see “Role to manage applications”.",
    )


APP_REGISTRATION = Check(
    id="app-registration",
    title="Registering applications",
    needed="A tenant that lets you register applications",
    docs="docs/checks.md#app-registration",
    steps=frozenset(),
    evaluate=evaluate,
)
