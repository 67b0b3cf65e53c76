"""Signed-in account, tenant and permissions, as the terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.commands.context import CommandContext
from total_onboard.commands.session.tenant_session import TenantConnection, TenantSession
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.entra.graph.operations import role_names
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.role_ids import WELL_KNOWN_NAMES
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.ui.views.session import Who


def who_of(
    context: CommandContext,
    tenant_session: TenantConnection,
    session: Session,
    scopes: Sequence[ScopeReason],
    organization: Organization | None = None,
) -> Who:
    """Return the tenant, account, active roles, and each permission with its reason."""
    tenant = tenant_session.facts.organization if isinstance(tenant_session, TenantSession) else organization
    return Who(
        tenant_name=tenant.display_name if tenant else "",
        tenant_id=session.tenant_id,
        account=session.username,
        roles=sorted(_roles(tenant_session)),
        cloud=tenant_session.settings.cloud,
        scopes=scopes,
        sandbox=context.sandbox is not None,
    )


def _roles(tenant_session: TenantConnection) -> list[str]:
    """Return the roles from Microsoft Graph; without a request, those in the token."""
    if not isinstance(tenant_session, TenantSession):
        return [*role_names(frozenset().union(*(call.role_ids for call in tenant_session.calls)))]
    roles = tenant_session.facts.roles
    named = [] if isinstance(roles, Unavailable) else [role.display_name or role.role_template_id for role in roles]
    return [*named, *(WELL_KNOWN_NAMES[each] for each in tenant_session.facts.rights.unlisted)]
