"""Concurrent setups: the application that gets the unique name first wins; the other run removes its own and exits.

Graph lets ``uniqueName`` be set once and keeps it unique, so it decides; see docs/decisions/0062.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from total_onboard.core.desired_state import OWNERSHIP_NOTE, DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.inspection.object_reader import inspect_application
from total_onboard.engine.state.observed_state import OrphanedApplication
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import BadRequest, GraphError, is_not_replicated_yet, is_taken
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.application.adoption import STEP
from total_onboard.steps.creation_evidence import CreatorUnknown, why_creator_is_unknown


class UniqueNameTaken(OnboardError):
    """Another application got our unique name while this run was under way."""

    code = "another-was-faster"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, winner: Application, mark: str, removed: str) -> None:
        super().__init__(
            (
                f"Another application got the unique name {mark} first: object ID {winner.id}, client ID "
                f"{winner.app_id}{removed}."
            ),
            remedy="Ask the other administrator for the IDs that setup printed there, and compare. If they are the "
            "same, run the same command again with --app-id and --group-id. If nobody else sets up TOTAL, someone "
            "prepared that application: delete it.",
        )


async def find_interrupted_create(
    tenant: TenantClient, state: RunState, owned: Application | None
) -> list[Application]:
    """Find what runs on this machine created but did not name: it still has the temporary name from the journal.

    Without a receipt the name alone proves nothing; what may belong to others becomes an unclear application.
    """
    names = [name for name, made in state.history.attempts.items() if not (owned and made == owned.id)]
    found = await asyncio.gather(*(tenant.applications.list_named(name) for name in names))
    begun: list[Application] = []
    unclear: list[Application] = []
    for name, named in zip(names, found, strict=True):
        for app in named:
            made = state.history.attempts[name]
            is_owned = app.id == made if made else not await why_unclear(tenant, app, name, state)
            (begun if is_owned else unclear).append(app)
    state.observed.unclear_applications = tuple(unclear)
    return begun


async def why_unclear(tenant: TenantClient, app: Application, name: str, state: RunState) -> str:
    """Return why an application of a temporary name may belong to others, or an empty text."""
    if app.application_template_id not in tenant.cloud.non_gallery_templates:
        return "it wasn't created as a non-gallery application"
    asked = state.history.first_asked.get((STEP, name), state.identity.now)
    return why_creator_is_unknown(await inspect_application(tenant, app), asked, state)


async def find_lost_application(tenant: TenantClient, name: str, state: RunState) -> Application | None:
    """Return the application whose answer was lost, by its temporary name. Raises CreatorUnknown."""
    unclear: list[CreatorUnknown] = []
    for app in await tenant.applications.list_named(name):
        if not (why := await why_unclear(tenant, app, name, state)):
            return app
        unclear.append(CreatorUnknown("application", name, await inspect_application(tenant, app), why))
    if unclear:
        raise unclear[0]
    return None


async def claim_unique_name(run: ExecutionContext, desired: DesiredState, state: RunState) -> Application:
    """Return the application with the unique name, or without it if the tenant refuses any.

    Raises UniqueNameTaken if another one got it sooner, GraphError also if the mark is taken, but this application is
    none that we made. Assumption instance-unique-name: the journal finds one that has no unique name.
    """
    app = state.observed.the_application
    if app.unique_name == desired.unique_name:
        return app
    name, notes = (desired.application_name, OWNERSHIP_NOTE) if app.id in state.effects.begun else (None, None)
    try:
        await run.poller.retry_while(
            "the new application is replicated",
            lambda: run.tenant.applications.set_unique_name(app.id, desired.unique_name, name, notes),
            is_not_replicated_yet,
        )
    except GraphError as error:
        if is_taken(error) and app.id in state.effects.begun:
            raise await _faster(run, desired, state) from None
        if is_taken(error) or not isinstance(error, BadRequest):
            raise
        if name and notes:
            await run.tenant.applications.set_name(app.id, name, notes)
        return app.model_copy(update={"display_name": name or app.display_name})
    return app.model_copy(update={"unique_name": desired.unique_name, "display_name": name or app.display_name})


async def _faster(run: ExecutionContext, desired: DesiredState, state: RunState) -> UniqueNameTaken:
    """Use the other run's application; remove what this run created, unless it is in use."""
    owned, state.observed.service_principal, state.effects.is_new = state.observed.the_application, None, False
    winner = await run.poller.until(
        "the application of another administrator's run appears",
        lambda: run.tenant.applications.find_by_unique_name(desired.unique_name),
    )
    state.observed.leftovers = await orphaned_applications(run.tenant, [owned], state.identity.me.id)
    state.observed.application = None
    return UniqueNameTaken(winner, desired.unique_name, await remove_untouched(run, state))


async def orphaned_applications(
    tenant: TenantClient, apps: Sequence[Application], me: str
) -> tuple[OrphanedApplication, ...]:
    """Return the applications of ours that lost, each with whether anybody has used it since."""
    return tuple(await asyncio.gather(*(_leftover(tenant, app, me) for app in apps)))


async def _leftover(tenant: TenantClient, app: Application, me: str) -> OrphanedApplication:
    owners, principal = await asyncio.gather(
        tenant.applications.owner_ids(app.id), tenant.service_principals.find_by_app_id(app.app_id)
    )
    assignments = await tenant.service_principals.assignments_to(principal.id) if principal else []
    used = owners - {me} or assignments or app.password_credentials or app.redirect_uris
    return OrphanedApplication(app, untouched=not (used or app.required_resource_access))


async def remove_untouched(run: ExecutionContext, state: RunState) -> str:
    """Delete those that nobody has used; what became of them, as the end of a sentence."""
    for one in state.observed.leftovers:
        if one.untouched:
            await run.tenant.applications.delete(one.application.id)
    removed = [one.application.id for one in state.observed.leftovers if one.untouched]
    kept = [one.application.id for one in state.observed.leftovers if not one.untouched]
    state.observed.leftovers = ()
    parts = [f"; removed {', '.join(removed)}, because another administrator's run was faster" if removed else ""]
    parts += [f"; {', '.join(kept)} is in use, so it was kept" if kept else ""]
    return "".join(parts)
