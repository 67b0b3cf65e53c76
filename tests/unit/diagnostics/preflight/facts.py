"""Tenant facts for the checks, made of a few words."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.tenant_snapshot import TenantSnapshot
from total_onboard.engine.access.effective_roles import EffectiveRoles
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.access.tenant_facts import TenantFacts
from total_onboard.entra.clouds import custom_cloud
from total_onboard.entra.resources.licenses import SubscribedSku
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.policies import AppManagementPolicy
from total_onboard.entra.resources.role_management import DirectoryRole
from total_onboard.entra.resources.users import User
from total_onboard.settings import load_settings

if TYPE_CHECKING:
    from total_onboard.entra.tenant_client import TenantClient

PLANS = {
    "P1": "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
    "P2": "eec0eb4f-6444-4f95-aba0-50c24d67f998",
    "other": "00000000-0000-0000-0000-00000000beef",
}


def context(
    skus: list[dict[str, Any]] | Unavailable | None = None,
    roles: dict[str, str] | Unavailable | None = None,
    policy: dict[str, Any] | Unavailable | None = None,
    rights: EffectiveRoles | None = None,
    **seen: Any,
) -> CheckContext:
    """The tenant Contoso with Ada signed in; ``roles`` are names by template id, ``seen`` is what a preflight saw."""
    facts = TenantFacts(
        organization=Organization.model_validate({"id": "tenant", "displayName": "Contoso"}),
        me=User.model_validate({"id": "ada", "userPrincipalName": "ada@contoso.com"}),
        roles=roles if isinstance(roles, Unavailable) else [_role(*pair) for pair in (roles or {}).items()],
        skus=skus if isinstance(skus, Unavailable) else [_sku(**sku) for sku in skus or []],
        app_policy=policy if isinstance(policy, Unavailable) else AppManagementPolicy.model_validate(policy or {}),
        rights=rights or EffectiveRoles([], [], []),
    )
    listed = [] if isinstance(facts.roles, Unavailable) else [role.assignment for role in facts.roles]
    facts = replace(facts, rights=facts.rights.completed(listed, ()))
    tenant = _tenant()
    return CheckContext(
        cloud=tenant.cloud,
        tenant=cast("TenantClient", tenant),
        facts=facts,
        desired=DesiredState(),
        decisions=AdoptionDecisions(),
        scim=None,
        trust=ssl.create_default_context(),
        settings=load_settings({}),
        snapshot=TenantSnapshot(**seen),
    )


def found(check: Check, **changed: Any) -> CheckResult:
    """What a check finds there, where these parts of its context are others."""
    return asyncio.run(check.run(replace(context(), **changed)))


def _tenant() -> SimpleNamespace:
    """At an address of this machine where nobody answers."""
    return SimpleNamespace(cloud=custom_cloud("https://localhost:1", "https://localhost:1"))


def _role(template_id: str, name: str) -> DirectoryRole:
    return DirectoryRole.model_validate({"roleTemplateId": template_id, "displayName": name})


def _sku(part: str, plans: list[str], capability: str = "Enabled", provisioning: str = "Success") -> SubscribedSku:
    return SubscribedSku.model_validate(
        {
            "skuId": "sku",
            "skuPartNumber": part,
            "capabilityStatus": capability,
            "servicePlans": [
                {"servicePlanId": PLANS[plan], "servicePlanName": plan, "provisioningStatus": provisioning}
                for plan in plans
            ],
        }
    )
