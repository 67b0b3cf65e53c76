"""Two admins at once: whose application is marked first is the one, and the other's is taken away again.

Graph lets ``uniqueName`` be set once and keeps it unique, so it decides; see docs/decisions/0012.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from total_onboard.desired_state import MADE_BY
from total_onboard.engine.picture import Leftover
from total_onboard.entra.graph_errors import GraphError, is_not_replicated_yet, is_taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.applications import Application
    from total_onboard.entra.tenant import Tenant


async def begun_here(tenant: Tenant, picture: Picture, ours: Application | None) -> list[Application]:
    """What runs on this machine made and did not come to mark: it still bears the name that the journal says."""
    names = [name for name, made in picture.attempts.items() if not (ours and made == ours.id)]
    found = await asyncio.gather(*(tenant.applications.list_named(name) for name in names))
    return [app for named in found for app in named]


async def marked(run: Run, wanted: DesiredState, picture: Picture) -> Application:
    """The application under our mark: this one, or another admin's that was marked sooner.

    Raises GraphError also where the mark is taken, but this application is none that we made.
    """
    app = picture.the_application
    if app.unique_name == wanted.mark:
        return app
    name, notes = (wanted.application_name, MADE_BY) if app.id in picture.begun else (None, None)
    try:
        await run.waiter.patiently(
            "the new application is known everywhere",
            lambda: run.tenant.applications.set_unique_name(app.id, wanted.mark, name, notes),
            is_not_replicated_yet,
        )
    except GraphError as error:
        if not is_taken(error) or app.id not in picture.begun:
            raise
        return await _faster(run, wanted, picture)
    return app.model_copy(update={"unique_name": wanted.mark, "display_name": name or app.display_name})


async def _faster(run: Run, wanted: DesiredState, picture: Picture) -> Application:
    ours, picture.service_principal, picture.is_new = picture.the_application, None, False
    winner = await run.waiter.until(
        "the application shows up that another admin's run made at the same time",
        lambda: run.tenant.applications.find_by_unique_name(wanted.mark),
    )
    picture.leftovers = await leftovers(run.tenant, [ours], picture.me.id)
    return winner


async def leftovers(tenant: Tenant, apps: Sequence[Application], me: str) -> tuple[Leftover, ...]:
    """The applications of ours that lost, each with whether anybody has used it since."""
    return tuple(await asyncio.gather(*(_leftover(tenant, app, me) for app in apps)))


async def _leftover(tenant: Tenant, app: Application, me: str) -> Leftover:
    owners, principal = await asyncio.gather(
        tenant.applications.owner_ids(app.id), tenant.service_principals.find_by_app_id(app.app_id)
    )
    assignments = await tenant.service_principals.assignments_to(principal.id) if principal else []
    used = owners - {me} or assignments or app.password_credentials or app.redirect_uris
    return Leftover(app, untouched=not (used or app.required_resource_access))


async def remove_untouched(run: Run, picture: Picture) -> str:
    """Delete those that nobody has used; what became of them, as the end of a sentence."""
    for one in picture.leftovers:
        if one.untouched:
            await run.tenant.applications.delete(one.application.id)
    removed = [one.application.id for one in picture.leftovers if one.untouched]
    kept = [one.application.id for one in picture.leftovers if not one.untouched]
    picture.leftovers = ()
    told = [f"; removed {', '.join(removed)}, which another admin's run was faster than" if removed else ""]
    told += [f"; {', '.join(kept)} lost to it too, but is in use and was left" if kept else ""]
    return "".join(told)
