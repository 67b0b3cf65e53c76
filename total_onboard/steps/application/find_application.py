"""Finding the application of an earlier setup: by its unique name, or by the journal if the tenant refused that name.

Assumption instance-unique-name: no source says whether an instance of a template takes a ``uniqueName``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient


async def find_application(tenant: TenantClient, unique_name: str, known_ids: Iterable[str]) -> Application | None:
    """Return the application with the unique name, else the known one that has none."""
    if found := await tenant.applications.find_by_unique_name(unique_name):
        return found
    known = await asyncio.gather(*(tenant.applications.get(one) for one in known_ids))
    return next((app for app in known if app and app.unique_name is None), None)


async def find_own_application(tenant: TenantClient, desired: DesiredState, state: RunState) -> Application | None:
    """Return the application of an earlier setup; one that has its temporary name still is none."""
    app = await find_application(tenant, desired.unique_name, remembered_ids(state))
    return None if app and app.display_name in state.history.attempts else app


def remembered_ids(state: RunState) -> tuple[str, ...]:
    """Return the ids of the applications that this machine created or adopted, latest first."""
    created = state.history.remembered(StepId.APPLICATION)
    return tuple(dict.fromkeys((*reversed(created), *sorted(state.history.adopted))))


def is_complete_without_unique_name(app: Application, state: RunState) -> bool:
    """Return whether an earlier setup finished this application although the tenant refused its unique name."""
    is_finished = app.unique_name is None and app.id not in state.effects.begun
    return is_finished and known_objects(state).is_in_journal(app)
