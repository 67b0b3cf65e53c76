"""Candidates if no application has the unique name: for adoption, for restoring, and the source of another one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from total_onboard.core.concurrency import gather_all
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.inspection.object_reader import MOST_INSPECTED, inspect_application
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.application_templates import first_existing_template
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.application.adoption import requested_application
from total_onboard.steps.application.find_application import remembered_ids
from total_onboard.steps.application.restore import none_if_forbidden


@dataclass(frozen=True)
class Candidates:
    """Candidates for adoption or restoring, and the template that another one would be made from."""

    deleted: Application | None
    named: list[Application]
    requested: list[Application]
    template_id: str


async def candidates(tenant: TenantClient, desired: DesiredState, state: RunState) -> Candidates:
    """Find all candidates concurrently, also what ``--app-id`` names."""
    return Candidates(
        *await gather_all(
            none_if_forbidden(tenant.deleted_items.application(desired.unique_name, remembered_ids(state))),
            tenant.applications.list_named(desired.application_name),
            requested_application(tenant, state.choices.adoption.application),
            _template(tenant),
        )
    )


def chosen(state: RunState, begun: list[Application], others: Candidates) -> Application | None:
    """Return what was deleted, what an earlier run began, or what the admin said; the rest are namesakes."""
    state.observed.template_id = others.template_id
    requested = next(iter(others.requested), None)
    app = others.deleted or next(iter(begun), None) or requested
    state.observed.namesakes = tuple(one for one in others.named if app is None or one.id != app.id)
    return app


async def inspect_unknown_candidates(tenant: TenantClient, state: RunState) -> None:
    """Inspect candidates that the journal does not know; those in the recycle bin show nothing."""
    found = [
        *([state.observed.application] if state.observed.application else []),
        *state.observed.namesakes,
        *state.observed.unclear_applications,
    ]
    here = known_objects(state)
    unknown = [app for app in found if not app.deleted_date_time and not here.is_in_journal(app)]
    inspections = await asyncio.gather(*(inspect_application(tenant, app) for app in unknown[:MOST_INSPECTED]))
    state.observed.inspections |= {one.object_id: one for one in inspections}


async def _template(tenant: TenantClient) -> str:
    candidates = tenant.cloud.non_gallery_templates
    return await first_existing_template(tenant.application_templates, candidates[:-1]) or candidates[-1]
