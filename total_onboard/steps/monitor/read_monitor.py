"""Reading the monitoring identity: what it is, who can sign in as it, and what it may do."""

from __future__ import annotations

import asyncio

from total_onboard.engine.state.observed_state import ObservedMonitor
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.service_principals import ServicePrincipal
from total_onboard.entra.tenant_client import TenantClient


async def read_monitor(tenant: TenantClient, state: RunState, app: Application) -> ObservedMonitor:
    """Read all of a registration and its service principal."""
    principal, certificates, trusts, owners = await asyncio.gather(
        tenant.service_principals.find_by_app_id(app.app_id),
        tenant.application_credentials.certificates(app.id),
        tenant.application_credentials.federated(app.id),
        tenant.applications.owners(app.id),
    )
    seen = ObservedMonitor(app, principal, certificates, trusts, owners=tuple(owners))
    return await _with_principal(tenant, state, seen, principal) if principal else seen


async def _with_principal(
    tenant: TenantClient, state: RunState, seen: ObservedMonitor, principal: ServicePrincipal
) -> ObservedMonitor:
    grants, credentials, owners = await asyncio.gather(
        tenant.service_principals.granted_app_roles(principal.id),
        tenant.other_credentials.of_service_principal(principal.id),
        tenant.service_principals.owners(principal.id),
    )
    graph = state.observed.microsoft_graph
    seen.all_grants = tuple(grants)
    seen.grants = {one.app_role_id: one.id for one in grants if graph and one.resource_id == graph.id}
    seen.principal_credentials = (*credentials.passwords, *credentials.certificates)
    seen.owners = tuple({one.id: one for one in (*seen.owners, *owners)}.values())
    return seen


async def read_created_monitor(tenant: TenantClient, state: RunState) -> ObservedMonitor:
    """Read the one that this machine created, if it exists; nothing if the answer to its creation was lost."""
    known = [object_id for object_id in state.history.monitors.values() if object_id]
    found = await asyncio.gather(*(tenant.applications.get(object_id) for object_id in known))
    app = next((one for one in found if one), None)
    return await read_monitor(tenant, state, app) if app else ObservedMonitor()
