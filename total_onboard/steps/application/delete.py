"""The enterprise application that this tool made: its service principal, secrets and job go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.plan import Action, Change, Note, Waiting
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.ownership import has_application_of_ours, is_alive, is_unknown_here

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import Application as Registered
    from total_onboard.entra.tenant import Tenant


class Application:
    """Into the recycle bin, where it can be restored for thirty days; one that was made by hand never."""

    id: ClassVar[str] = "application"
    title: ClassVar[str] = "Enterprise application"
    needs: ClassVar[tuple[str, ...]] = ("additions",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """It was looked at first."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """Delete it, and what interrupted runs left and nobody has used."""
        return [*self._about_the_application(picture), *self._about_leftovers(picture)]

    def _about_the_application(self, picture: Picture) -> list[Change | Waiting]:
        app = picture.application
        if app is None or not has_application_of_ours(picture):
            return [self._unknown(app)] if app and is_unknown_here(app, picture) else []
        if not is_alive(app):
            kept = f"The application {app.display_name} is in the recycle bin"
            before = {"object_id": app.id}
            return [Change(step=self.id, resource=app.display_name, action=Action.NONE, summary=kept, before=before)]
        what = "with its service principal, client secrets and provisioning job"
        return [self._deletion(app, f"Delete the application {app.display_name} (client id {app.app_id}) {what}")]

    def _unknown(self, app: Registered) -> Waiting:
        """On another machine than the one that set it up."""
        return Waiting(
            step=self.id,
            sentence=f"{app.display_name} was not created from this machine, so it stays; what setup added to it is in "
            "the journal of the machine where setup ran.",
            remedy="Run total-onboard teardown there, or add --delete-adopted to delete what the IDs name",
        )

    def _about_leftovers(self, picture: Picture) -> list[Change | Note]:
        return [
            self._deletion(one.application, f"Delete the unused {one.application.display_name}, left by another run")
            if one.untouched
            else Note(step=self.id, sentence=f"{one.application.display_name} is in use by now, and stays.")
            for one in picture.leftovers
        ]

    def _deletion(self, app: Registered, summary: str) -> Change:
        before = {"object_id": app.id, "client_id": app.app_id}
        return Change(step=self.id, resource=app.display_name, action=Action.DELETE, summary=summary, before=before)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """One after the other; what is deleted already is as good."""
        apps = applications_to_delete(picture)
        for app in apps:
            if app.id in picture.begun:
                run.journal.write(Kind.RECEIPT, step=self.id, mark=app.display_name, object_id=app.id)
            await run.tenant.applications.delete(app.id)
            run.journal.write(Kind.REMOVED, step=self.id, mark=app.unique_name or app.display_name, object_id=app.id)
        picture.recycled_applications += tuple(app for app in apps if app != picture.application)
        picture.leftovers = ()
        if picture.application in apps:
            _put_into_the_bin(picture)
        return Done(Deed.REMOVED, ", ".join(f"{app.display_name}, client id {app.app_id}" for app in apps))


def applications_to_delete(picture: Picture) -> list[Registered]:
    """Those of ours that are alive."""
    ours = [picture.application] if picture.application and has_application_of_ours(picture) else []
    return [*filter(is_alive, ours), *(one.application for one in picture.leftovers if one.untouched)]


def _put_into_the_bin(picture: Picture) -> None:
    app = picture.the_application
    picture.application = app.model_copy(update={"deleted_date_time": picture.now})
    picture.deleted_principal = picture.service_principal or picture.deleted_principal
    picture.service_principal = None
