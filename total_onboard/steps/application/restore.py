"""Out of the recycle bin: an application and its service principal are two objects there."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import Forbidden
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.service_principals import ServicePrincipal
from total_onboard.entra.tenant_client import TenantClient

Seen = TypeVar("Seen")


async def none_if_forbidden(call: Awaitable[Seen | None]) -> Seen | None:
    """Return what is in the recycle bin; who may not look into it could not restore anything either."""
    try:
        return await call
    except Forbidden:
        return None


async def observe_principals(tenant: TenantClient, state: RunState, named: Sequence[ServicePrincipal]) -> None:
    """Find the application's service principal: among those of its name, elsewhere, or in the recycle bin."""
    app, state.observed.service_principal, state.observed.deleted_principal = state.observed.application, None, None
    state.observed.same_named = tuple(one for one in named if app is None or one.app_id != app.app_id)
    if app and not app.deleted_date_time:
        of_that_name = next((one for one in named if one.app_id == app.app_id), None)
        state.observed.service_principal = of_that_name or await tenant.service_principals.find_by_app_id(app.app_id)
    if app and state.observed.service_principal is None:
        state.observed.deleted_principal = await none_if_forbidden(tenant.deleted_items.service_principal(app.app_id))


async def restored_application(run: ExecutionContext, app: Application) -> Application:
    """Restore the application and wait until it is visible."""

    async def alive() -> Application | None:
        found = await run.tenant.applications.get(app.id)
        return found if found and not found.deleted_date_time else None

    await run.tenant.deleted_items.restore(app.id)
    return await run.poller.until(f"the restored application {app.display_name} appears", alive)


# Assumption renamed-principal.
async def principal_of(run: ExecutionContext, state: RunState, app: Application) -> ServicePrincipal:
    """Return its service principal, restored if need be, and seen."""
    if state.observed.service_principal:
        return state.observed.service_principal
    if state.observed.deleted_principal:
        await run.tenant.deleted_items.restore(state.observed.deleted_principal.id)
    return await run.poller.until(
        "the service principal of the application appears",
        lambda: run.tenant.service_principals.find_by_app_id(app.app_id),
    )
