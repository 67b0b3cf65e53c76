"""Finding the monitoring identity: by the journal alone."""

from __future__ import annotations

import asyncio

from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.inspection.object_reader import inspect_application
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.creation_evidence import CreatorUnknown, why_creator_is_unknown
from total_onboard.steps.monitor.desired_monitor import fingerprint


async def find_monitor(tenant: TenantClient, state: RunState) -> Application | None:
    """Return the registration that this machine created, or began to. Raises CreatorUnknown."""
    found = await asyncio.gather(
        *(
            tenant.applications.get(object_id) if object_id else find_lost_monitor(tenant, name, state)
            for name, object_id in state.history.monitors.items()
        )
    )
    return next((app for app in found if app), None)


async def find_lost_monitor(tenant: TenantClient, name: str, state: RunState) -> Application | None:
    """Return the registration whose answer was lost: any member can register one of its name. Raises CreatorUnknown."""
    named = await tenant.applications.list_named(name)
    if not named:
        return None
    found = await inspect_application(tenant, named[0])
    ambiguous = f"{len(named)} applications have this name" if len(named) > 1 else ""
    if why := ambiguous or await _why_unclear(tenant, found, state):
        raise CreatorUnknown("application", name, found, why)
    return named[0]


async def _why_unclear(tenant: TenantClient, found: Inspection, state: RunState) -> str:
    """Return why it may belong to others; the certificate that was requested with it is no reason."""
    certificates, wanted = await tenant.application_credentials.certificates(found.object_id), state.choices.monitor
    own = {one.key_id for one in certificates if wanted is None or fingerprint(one) == fingerprint(wanted)}
    others = tuple(one for one in found.certificates if one.key_id not in own)
    asked = state.history.first_asked.get((StepId.MONITOR_APPLICATION, found.display_name), state.identity.now)
    return why_creator_is_unknown(found.model_copy(update={"certificates": others}), asked, state)
