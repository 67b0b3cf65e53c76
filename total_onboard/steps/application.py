"""The enterprise application: one instance of the non-gallery template, so that it carries OIDC and SCIM."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.creating import create_once
from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.entra.graph_errors import is_not_replicated_yet

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.applications import Application, Instance
    from total_onboard.entra.service_principals import ServicePrincipal
    from total_onboard.entra.tenant import Tenant


class EnterpriseApplication:
    """Found again by its ``uniqueName``; an interrupted run's by the journal; never by its name alone."""

    id: ClassVar[str] = "application"
    title: ClassVar[str] = "Enterprise application"
    needs: ClassVar[tuple[str, ...]] = ()

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """By mark; beside it, everything of the same name, in case there is no mark yet."""
        marked, named, picture.template_id = await asyncio.gather(
            tenant.applications.find_by_unique_name(wanted.mark),
            tenant.applications.list_named(wanted.application_name),
            _template(tenant),
        )
        ours = marked or next((app for app in named if app.id in picture.remembered(self.id)), None)
        picture.application = ours
        picture.namesakes = tuple(app for app in named if ours is None or app.id != ours.id)
        if ours:
            picture.service_principal = await tenant.service_principals.find_by_app_id(ours.app_id)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create it, finish what an earlier run began, or keep it; a stranger of the same name stops everything."""
        if picture.application is None:
            return [_stranger(self.id, picture)] if picture.namesakes else [self._create(wanted)]
        return [self._change_of(wanted, picture.application, picture.service_principal)]

    def _create(self, wanted: DesiredState) -> Change:
        return Change(
            step=self.id,
            resource=wanted.application_name,
            action=Action.CREATE,
            summary=f"Create the enterprise application {wanted.application_name} from the non-gallery template",
            after={"display_name": wanted.application_name, "unique_name": wanted.mark},
        )

    def _change_of(self, wanted: DesiredState, app: Application, principal: ServicePrincipal | None) -> Change:
        finished = app.unique_name == wanted.mark
        open_to_all = principal is not None and not principal.app_role_assignment_required
        if finished and not open_to_all:
            action, summary = Action.NONE, f"The enterprise application {app.display_name} is there"
        elif finished:
            action, summary = Action.UPDATE, f"Let only assigned people use {app.display_name}"
        else:
            action, summary = Action.ADOPT, f"Finish {app.display_name}, which an earlier run began"
        return Change(step=self.id, resource=app.display_name, action=action, summary=summary)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Instantiate once, mark at once, and require assignment."""
        deed = Deed.CHANGED if picture.application else Deed.CREATED
        if picture.application is None:
            await self._instantiate(run, wanted, picture)
        app = await _marked(run, wanted, picture)
        principal = await _principal(run, picture, app)
        if not principal.app_role_assignment_required:
            await run.tenant.service_principals.require_assignment(principal.id)
        picture.application, picture.service_principal = app, principal
        return Done(deed, f"{app.display_name}, client id {app.app_id}")

    async def _instantiate(self, run: Run, wanted: DesiredState, picture: Picture) -> None:
        strangers = {app.id for app in picture.namesakes}

        async def create() -> Application:
            made: Instance = await run.tenant.applications.instantiate(picture.template_id, wanted.application_name)
            picture.service_principal = made.service_principal
            return made.application

        async def find_again() -> Application | None:
            found = await run.tenant.applications.list_instances(picture.template_id, wanted.application_name)
            return next((app for app in found if app.id not in strangers), None)

        picture.application = await create_once(run, self.id, wanted.mark, create, find_again)


async def _marked(run: Run, wanted: DesiredState, picture: Picture) -> Application:
    app = picture.the_application
    if app.unique_name != wanted.mark:
        await run.waiter.patiently(
            "the new application is known everywhere",
            lambda: run.tenant.applications.set_unique_name(app.id, wanted.mark),
            is_not_replicated_yet,
        )
    return app.model_copy(update={"unique_name": wanted.mark})


async def _principal(run: Run, picture: Picture, app: Application) -> ServicePrincipal:
    if picture.service_principal:
        return picture.service_principal
    return await run.waiter.until(
        "the service principal of the application appears",
        lambda: run.tenant.service_principals.find_by_app_id(app.app_id),
    )


async def _template(tenant: Tenant) -> str:
    candidates = tenant.cloud.non_gallery_templates
    for candidate in candidates[:-1]:
        if await tenant.application_templates.exists(candidate):
            return candidate
    return candidates[-1]


def _stranger(step: str, picture: Picture) -> Obstacle:
    names = ", ".join(f"{app.display_name} (object id {app.id})" for app in picture.namesakes)
    return Obstacle(
        step,
        f"There is already an application of this name that this tool did not make: {names}.",
        "Rename it, delete it, or choose another name with --application-name.",
    )
