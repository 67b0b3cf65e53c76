"""Facts about a tenant for the preflight and the plan, read in one go, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from total_onboard.engine.access.effective_roles import EffectiveRoles, read_effective_roles
from total_onboard.engine.access.optional_read import Unavailable, read_or_unavailable
from total_onboard.entra.resources.licenses import SubscribedSku
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.policies import AppManagementPolicy
from total_onboard.entra.resources.role_management import DirectoryRole
from total_onboard.entra.resources.users import User
from total_onboard.entra.tenant_client import TenantClient


@dataclass(frozen=True)
class TenantFacts:
    """The tenant, the signed-in admin, and what stands in their way. ``Unavailable`` never counts as good.

    ``app_policy`` is the one that applies to the application: its own, if it has one.
    """

    organization: Organization
    me: User
    roles: list[DirectoryRole] | Unavailable
    skus: list[SubscribedSku] | Unavailable
    app_policy: AppManagementPolicy | Unavailable
    rights: EffectiveRoles = field(default_factory=EffectiveRoles)

    @property
    def role_ids(self) -> frozenset[str]:
        """The template ids of the admin's active roles, also those that only the token names; Microsoft decides."""
        shown = () if isinstance(self.roles, Unavailable) else (role.role_template_id for role in self.roles)
        listed = (each.role_definition_id for each in self.rights.listed if each.is_tenant_wide)
        return frozenset((*shown, *listed, *self.rights.unlisted))


async def read_facts(
    tenant: TenantClient,
    asked: Collection[str] | None = None,
    mark: str = "",
    *,
    offered_for: Collection[str] = (),
    known_me: User | None = None,
    application_id: str | None = None,
    token_roles: Callable[[], Collection[str]] = frozenset,
    is_application: bool = False,
) -> TenantFacts:
    """Read all facts concurrently; those whose permission was not requested are left out.

    With the ``mark`` of an application to set up, also read what decides whether that is possible here;
    ``offered_for`` includes roles that are eligible for these actions. ``known_me`` and ``application_id`` (empty if
    there is no application yet) need not be read; ``token_roles`` are the directory roles that the last token names,
    by template id. An application's roles are not read. Raises only if neither the tenant nor the account can be read.
    """

    def may(scope: str) -> bool:
        return asked is None or scope in asked

    async def find_application_id() -> str:
        return await _application_id(tenant, mark) if application_id is None else application_id

    me = asyncio.ensure_future(_me(tenant, known_me))
    organization, user, roles, skus, policy, rights = await asyncio.gather(
        tenant.organization.get(),
        me,
        _no_roles() if is_application else read_or_unavailable(tenant.directory_roles.active_for_me),
        read_or_unavailable(tenant.licences.list_skus, asked_for=may("LicenseAssignment.Read.All")),
        effective_app_management_policy(
            tenant, find_application_id if may("Application.Read.All") else _nobody, asked_for=may("Policy.Read.All")
        ),
        read_effective_roles(tenant, me, offered_for=offered_for) if mark else _no_rights(),
    )
    shown = [] if isinstance(roles, Unavailable) else [role.assignment for role in roles if role.role_template_id]
    return TenantFacts(
        organization, user, roles, skus, policy, rights.completed(shown, token_roles()) if mark else rights
    )


async def _me(tenant: TenantClient, known: User | None) -> User:
    return known or await tenant.users.me()


async def _no_roles() -> list[DirectoryRole]:
    return []


async def _no_rights() -> EffectiveRoles:
    return EffectiveRoles()


async def effective_app_management_policy(
    tenant: TenantClient, find_application_id: Callable[[], Awaitable[str]], *, asked_for: bool
) -> AppManagementPolicy | Unavailable:
    """Return the application's own policy, else the tenant's (Graph reference, ``appManagementPolicy``)."""

    async def own() -> AppManagementPolicy | None:
        application_id = await find_application_id()
        policies = await tenant.policies.app_management_policies_of(application_id) if application_id else []
        return next((policy for policy in policies if policy.is_enabled), None)

    specific, default = await asyncio.gather(
        read_or_unavailable(own, asked_for=asked_for),
        read_or_unavailable(tenant.policies.default_app_management_policy, asked_for=asked_for),
    )
    return default if specific is None or isinstance(specific, Unavailable) else specific


async def _application_id(tenant: TenantClient, mark: str) -> str:
    application = await tenant.applications.find_by_unique_name(mark) if mark else None
    return application.id if application else ""


async def _nobody() -> str:
    return ""
