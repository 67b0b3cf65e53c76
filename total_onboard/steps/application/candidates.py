"""Where no application bears our mark: what could be adopted or restored, and what another one is made from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.engine.concurrency import at_once
from total_onboard.engine.inspection.read_contents import MOST_INSPECTED, inspect_application
from total_onboard.engine.journal.known_objects import known
from total_onboard.steps.application.adoption import said_application
from total_onboard.steps.application.restore import where_allowed

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.tenant import Tenant


@dataclass(frozen=True)
class Candidates:
    """What could be adopted or restored, and the template that another one would be made from."""

    deleted: Application | None
    named: list[Application]
    said: list[Application]
    template_id: str


async def candidates(tenant: Tenant, wanted: DesiredState) -> Candidates:
    """All of it at the same time."""
    return Candidates(
        *await at_once(
            where_allowed(tenant.deleted_items.application(wanted.mark)),
            tenant.applications.list_named(wanted.application_name),
            said_application(tenant, wanted.decisions.application),
            _template(tenant),
        )
    )


def chosen(picture: Picture, begun: list[Application], others: Candidates) -> Application | None:
    """What was deleted, what an earlier run began, or what the admin said; the rest are namesakes."""
    picture.template_id = others.template_id
    said = next(iter(others.said), None)
    app = others.deleted or next(iter(begun), None) or said
    picture.namesakes = tuple(one for one in others.named if app is None or one.id != app.id)
    return app


async def inspect_the_unknown(tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
    """What those contain that the journal does not know; those in the recycle bin show nothing."""
    found = [*([picture.application] if picture.application else []), *picture.namesakes, *picture.doubtful]
    here = known(wanted, picture)
    unknown = [app for app in found if not app.deleted_date_time and not here.knows_by_journal(app)]
    inspections = await asyncio.gather(*(inspect_application(tenant, app) for app in unknown[:MOST_INSPECTED]))
    picture.inspections |= {one.object_id: one for one in inspections}


async def _template(tenant: Tenant) -> str:
    candidates = tenant.cloud.non_gallery_templates
    for candidate in candidates[:-1]:
        if await tenant.application_templates.exists(candidate):
            return candidate
    return candidates[-1]
