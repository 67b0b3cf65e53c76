"""Is it a company's tenant, in a cloud that can make the kind of application that provisions?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Verdict, failed, passed, unknown
from total_onboard.engine.readable import Unreadable

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext

_WORKFORCE: Final = (None, "AAD")


async def look(context: CheckContext) -> Verdict:
    """The template of non-gallery applications has another id in each cloud, and some clouds have none."""
    organization, template = context.facts.organization, context.survey.template
    if organization.tenant_type not in _WORKFORCE:
        return failed(
            f"{organization.display_name} is a tenant for customers ({organization.tenant_type}), not for employees",
            "Sign in to the tenant in which your employees are, with --tenant.",
        )
    if isinstance(template, Unreadable):
        return unknown(template)
    if not template:
        return failed(
            f"The cloud {context.settings.cloud} has no template for applications of one's own",
            "Choose the cloud of your tenant with --cloud. If it is right, tell your TOTAL representative.",
        )
    return passed(f"{context.settings.cloud}, with the template {template}")


CLOUD = Check(
    id="cloud",
    title="Tenant and cloud",
    needed="A company's tenant, in a cloud with the template of non-gallery applications",
    docs="docs/checks.md#cloud",
    steps=frozenset({"application"}),
    look=look,
)
