"""What the preflight and the plan both want to know of a tenant, read in one go, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from total_onboard.errors import OnboardError

if TYPE_CHECKING:
    from total_onboard.entra.directory_roles import DirectoryRole
    from total_onboard.entra.licences import SubscribedSku
    from total_onboard.entra.organization import Organization
    from total_onboard.entra.policies import AppManagementPolicy
    from total_onboard.entra.tenant import Tenant
    from total_onboard.entra.users import User

T = TypeVar("T")


@dataclass(frozen=True)
class Unreadable:
    """Microsoft would not say; ``why`` is the sentence of the error."""

    why: str


@dataclass(frozen=True)
class TenantFacts:
    """The tenant, the signed-in admin, and what stands in their way. ``Unreadable`` never counts as good."""

    organization: Organization
    me: User
    roles: list[DirectoryRole] | Unreadable
    skus: list[SubscribedSku] | Unreadable
    app_policy: AppManagementPolicy | Unreadable

    @property
    def role_ids(self) -> frozenset[str]:
        """The template ids of the admin's active roles; empty when they could not be read."""
        return frozenset(() if isinstance(self.roles, Unreadable) else (r.role_template_id for r in self.roles))


async def _if_readable(call: Callable[[], Awaitable[T]], *, asked_for: bool = True) -> T | Unreadable:
    if not asked_for:
        return Unreadable("this run does not ask for the permission to see it.")
    try:
        return await call()
    except OnboardError as error:
        return Unreadable(error.message)


async def read_facts(tenant: Tenant, asked: Collection[str] | None = None) -> TenantFacts:
    """Ask everything at the same time; what takes a permission that was not among those asked for is left out.

    Raises only when not even the tenant and the account can be read.
    """

    def may(scope: str) -> bool:
        return asked is None or scope in asked

    organization, me, roles, skus, policy = await asyncio.gather(
        tenant.organization.get(),
        tenant.users.me(),
        _if_readable(tenant.directory_roles.active_for_me),
        _if_readable(tenant.licences.list_skus, asked_for=may("LicenseAssignment.Read.All")),
        _if_readable(tenant.policies.default_app_management_policy, asked_for=may("Policy.Read.All")),
    )
    return TenantFacts(organization, me, roles, skus, policy)
