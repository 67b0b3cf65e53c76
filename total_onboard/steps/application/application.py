"""The enterprise application: one instance of the non-gallery template, so that it carries OIDC and SCIM."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.concurrency import at_once, or_else
from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.journal.known_objects import Origin, known
from total_onboard.engine.plan import Action, AdoptedObject, Change, Note
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.resources.applications import SINGLE_TENANT
from total_onboard.steps.acceptance import accepted_of_application
from total_onboard.steps.application.adoption import (
    adoption_of,
    beyond_repair,
    is_deleted,
    notes_on_others,
    notes_on_sign_in,
    unclear,
)
from total_onboard.steps.application.candidates import candidates, chosen, inspect_the_unknown
from total_onboard.steps.application.restore import observe_principals, principal_of, restored_application
from total_onboard.steps.application.unique_name import begun_here, found_again, leftovers, marked, remove_untouched

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import Application, Instance
    from total_onboard.entra.tenant import Tenant


class EnterpriseApplication:
    """Find it by ``uniqueName`` or ID; known by ID alone (:mod:`total_onboard.engine.journal.known_objects`)."""

    id: ClassVar[str] = "application"
    title: ClassVar[str] = "Enterprise application"
    needs: ClassVar[tuple[str, ...]] = ()
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """By mark; where there is none yet, everything of the same name, and what was deleted."""
        (ours, others), principals = await at_once(
            or_else(
                tenant.applications.find_by_unique_name(wanted.mark),
                candidates(tenant, wanted),
                together=picture.nothing_is_remembered,
            ),
            tenant.service_principals.list_named(wanted.application_name),
        )
        begun = await begun_here(tenant, picture, ours)
        picture.begun, picture.namesakes = frozenset(app.id for app in begun), ()
        picture.application = app = ours or chosen(picture, begun, others)
        lost = [one for one in begun if app and one.id != app.id]
        picture.leftovers = await leftovers(tenant, lost, picture.me.id)
        await observe_principals(tenant, picture, principals)
        await inspect_the_unknown(tenant, wanted, picture)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create it, go on with what is there, or say what somebody must decide first."""
        app = picture.application
        begun = app is not None and app.id in picture.begun
        obstacle = adoption_of(wanted, picture).obstacle(app, picture.namesakes, deleted=is_deleted(picture))
        if obstacle := obstacle or beyond_repair(picture) or unclear(picture):
            return [obstacle]
        change = self._change_of(wanted, picture, app, begun) if app else self._create(wanted)
        notes = (*notes_on_sign_in(picture), *self._about_leftovers(picture), *notes_on_others(picture))
        return [*self._adoption(wanted, picture, app, change), *self._narrowing(app), *notes]

    def _adoption(
        self, wanted: DesiredState, picture: Picture, app: Application | None, change: Change
    ) -> list[Change]:
        """The change, and what is accepted with an application that an option names."""
        if app is None or known(wanted, picture).origin(app) is not Origin.NAMED:
            return [change]
        summary = f"Adopt {app.display_name} (object id {app.id}), which was not set up from this machine"
        named = AdoptedObject(step=self.id, resource=app.display_name, action=Action.ADOPT, summary=summary)
        first = [change] if change.action is Action.ADOPT else [named, *([change] if change.writes else [])]
        return [*first, *accepted_of_application(wanted, picture, picture.inspections[app.id])]

    def _create(self, wanted: DesiredState) -> Change:
        return Change(
            step=self.id,
            resource=wanted.application_name,
            action=Action.CREATE,
            summary=f"Create the enterprise application {wanted.application_name} from the non-gallery template",
            after={"display_name": wanted.application_name, "unique_name": wanted.mark},
        )

    def _change_of(self, wanted: DesiredState, picture: Picture, app: Application, begun: bool) -> Change:
        action, name = Action.NONE, app.display_name
        summary = f"The enterprise application {name} exists"
        if is_deleted(picture):
            action, summary = Action.ADOPT, f"Restore the enterprise application {name} from the recycle bin"
        elif app.unique_name != wanted.mark and begun:
            action, summary = Action.ADOPT, f"Finish {wanted.application_name}, which an earlier run began"
        elif app.unique_name != wanted.mark:
            action, summary = Action.ADOPT, f"Adopt {name} (object id {app.id}); nothing that it has is removed"
        elif picture.service_principal is None:
            action, summary = Action.UPDATE, f"Wait for the service principal of {name}"
        elif not picture.service_principal.app_role_assignment_required:
            return self._closing(name)
        return Change(step=self.id, resource=name, action=action, summary=summary)

    def _closing(self, name: str) -> Change:
        return Change(
            step=self.id,
            resource="who may sign in",
            action=Action.UPDATE,
            summary=f"Let only assigned people use {name}",
            before="everybody",
            after="assigned people",
        )

    def _narrowing(self, app: Application | None) -> list[Change]:
        if app is None or not app.lets_others_in:
            return []
        summary = f"Let only people of your own organization sign in to {app.display_name}"
        return [
            Change(
                step=self.id,
                resource="signInAudience",
                action=Action.UPDATE,
                summary=summary,
                before=app.sign_in_audience,
                after=SINGLE_TENANT,
            )
        ]

    def _about_leftovers(self, picture: Picture) -> list[Change | Note]:
        return [self._leftover(one.application, one.untouched) for one in picture.leftovers]

    def _leftover(self, app: Application, untouched: bool) -> Change | Note:
        told = f"{app.display_name} (object id {app.id}), which lost to another admin's that was marked sooner"
        if not untouched:
            return Note(step=self.id, sentence=f"This tool made {told}; it is in use by now and is left as it is.")
        summary = f"Remove the unused {told}"
        return Change(step=self.id, resource=app.id, action=Action.DELETE, summary=summary, before=app.id)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Instantiate once, mark at once, require assignment, and let nobody in from elsewhere."""
        deed = await self._made_sure_of(run, wanted, picture)
        app = picture.application = await marked(run, wanted, picture)
        if deed is Deed.ADOPTED:
            baseline = picture.inspections[app.id].baseline
            run.journal.adopted(self.id, wanted.mark, app.id, baseline)
            picture.is_adopted(app.id, baseline)
        principal = picture.service_principal = await principal_of(run, picture, app)
        if not principal.app_role_assignment_required:
            await run.tenant.service_principals.require_assignment(principal.id)
        if app.lets_others_in:
            await run.tenant.applications.close_to_others(app.id)
        return Done(deed, f"{app.display_name}, client id {app.app_id}{await remove_untouched(run, picture)}")

    async def _made_sure_of(self, run: Run, wanted: DesiredState, picture: Picture) -> Deed:
        app = picture.application
        if app is None:
            await self._instantiate(run, wanted, picture)
            return Deed.CREATED
        if app.deleted_date_time:
            picture.application = await restored_application(run, app)
        if app.id in picture.begun:
            run.journal.write(Kind.RECEIPT, step=self.id, mark=app.display_name, object_id=app.id)
            picture.has_receipt(self.id, app.id)
        return Deed.ADOPTED if known(wanted, picture).origin(app) is Origin.NAMED else Deed.CHANGED

    async def _instantiate(self, run: Run, wanted: DesiredState, picture: Picture) -> None:
        """Under a name that nobody else uses: if the answer is lost, it is the only thing to know it by."""
        name = f"{wanted.application_name} (being set up, {run.journal.run})"

        async def create() -> Application:
            made: Instance = await run.tenant.applications.instantiate(picture.template_id, name)
            picture.service_principal, picture.is_new = made.service_principal, True
            return made.application

        picture.first_asked[self.id, name] = datetime.now(UTC)
        again = partial(found_again, run.tenant, name, picture)
        picture.application = await create_once(run, self.id, name, create, again)
        picture.begun |= {picture.application.id}
        picture.has_receipt(self.id, picture.application.id)
