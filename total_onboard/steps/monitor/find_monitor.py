"""Finding the monitoring identity: by the journal alone."""

from __future__ import annotations

import asyncio

from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient


async def find_monitor(tenant: TenantClient, state: RunState) -> Application | None:
    """Return the registration that this machine created, or began to; a name that others chose finds nothing."""
    found = await asyncio.gather(
        *(
            tenant.applications.get(object_id) if object_id else monitor_named(tenant, name)
            for name, object_id in state.history.monitors.items()
        )
    )
    return next((app for app in found if app), None)


async def monitor_named(tenant: TenantClient, name: str) -> Application | None:
    """Return the registration of this name, whose end is random."""
    return next(iter(await tenant.applications.list_named(name)), None)
