"""Where no application bears our mark: what could be adopted or restored, and what another one is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.engine.at_once import at_once
from total_onboard.steps.application_adoption import adoption_of, said_application
from total_onboard.steps.restoring import where_allowed

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.applications import Application
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


def chosen(wanted: DesiredState, picture: Picture, begun: list[Application], others: Candidates) -> Application | None:
    """What was deleted, what an earlier run began, or what the admin said; the rest are namesakes."""
    picture.template_id = others.template_id
    adopted = adoption_of(wanted, picture).chosen([*others.named, *others.said])
    app = others.deleted or next(iter(begun), None) or adopted
    picture.namesakes = tuple(one for one in others.named if app is None or one.id != app.id)
    return app


async def _template(tenant: Tenant) -> str:
    candidates = tenant.cloud.non_gallery_templates
    for candidate in candidates[:-1]:
        if await tenant.application_templates.exists(candidate):
            return candidate
    return candidates[-1]
