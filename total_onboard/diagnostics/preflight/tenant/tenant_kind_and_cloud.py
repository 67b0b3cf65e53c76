"""Is it a company's tenant, in a cloud that can make the kind of application that provisions?"""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.entra.clouds import LONGEST_GOVERNMENT_TOKEN, TEMPLATE_US_GOVERNMENT

_WORKFORCE: Final = (None, "AAD")


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check that the cloud has the template of non-gallery applications, whose id differs by cloud.

    That of Azure Government keeps less of a token than the others do.
    """
    organization, template = context.facts.organization, context.snapshot.template
    if organization.tenant_type not in _WORKFORCE:
        return failed(
            f"{organization.display_name} is a tenant for customers ({organization.tenant_type}), not for employees",
            "Sign in to the tenant in which your employees are, with --tenant.",
        )
    if isinstance(template, Unavailable):
        return unknown(template)
    if not template:
        return failed(
            f"The cloud {context.settings.cloud} has no template for non-gallery applications",
            "Choose the cloud of your tenant with --cloud. If it is right, tell your TOTAL representative.",
        )
    if template == TEMPLATE_US_GOVERNMENT and _token_is_too_long(context):
        return failed(
            f"Azure Government keeps SCIM tokens of up to {LONGEST_GOVERNMENT_TOKEN} characters; this one is longer",
            "Ask your TOTAL representative for a shorter token.",
        )
    return passed(f"Cloud {context.settings.cloud}, application template {template}")


def _token_is_too_long(context: CheckContext) -> bool:
    token = context.scim.token.reveal(to="the limit of Azure Government") if context.scim else ""
    return len(token) > LONGEST_GOVERNMENT_TOKEN


CLOUD = Check(
    id="cloud",
    title="Tenant and cloud",
    needed="A company's tenant, in a cloud with the template of non-gallery applications",
    docs="docs/checks.md#cloud",
    steps=frozenset({StepId.APPLICATION}),
    evaluate=evaluate,
)
