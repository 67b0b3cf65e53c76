"""The enterprise application that this tool made: its service principal, secrets and job go with it."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Created, Deleted
from total_onboard.engine.plan import Action, BlockedItem, Change, PlanWarning
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application as Registered
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import FIND_DELETED_APPLICATION, REMOVE_APPLICATION
from total_onboard.steps.ownership import is_alive, ownership_unknown, owns_application


class DeleteApplication(Step):
    """Delete to the recycle bin, from which it can be restored for thirty days; never an adopted one."""

    id: ClassVar[StepId] = StepId.APPLICATION
    title: ClassVar[str] = "Enterprise application"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.ADDITIONS,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_DELETED_APPLICATION,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/delete",)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Delete it, and what interrupted runs left and nobody has used."""
        return [*self._about_the_application(state), *self._about_leftovers(state)]

    def _about_the_application(self, state: RunState) -> list[Change | BlockedItem]:
        app = state.observed.application
        if app is None or not owns_application(state):
            return [self._unknown(app)] if app and ownership_unknown(app, state) else []
        if not is_alive(app):
            kept = f"The application {app.display_name} is in the recycle bin"
            before = {"object_id": app.id}
            return [Change(step=self.id, resource=app.display_name, action=Action.NONE, summary=kept, before=before)]
        what = "with its service principal, client secrets and provisioning job"
        return [self._deletion(app, f"Delete the application {app.display_name} (client ID {app.app_id}) {what}")]

    def _unknown(self, app: Registered) -> BlockedItem:
        """Block on another machine than the one that set it up."""
        return BlockedItem(
            step=self.id,
            sentence=f"{app.display_name} wasn't created from this machine, so it is kept. The journal of the machine "
            "where setup ran lists what setup added to it.",
            remedy="Run total-onboard teardown there, or add --delete-adopted to delete what the IDs name",
        )

    def _about_leftovers(self, state: RunState) -> list[Change | PlanWarning]:
        return [
            self._deletion(one.application, f"Delete the unused {one.application.display_name}, left by another run")
            if one.untouched
            else PlanWarning(step=self.id, sentence=f"{one.application.display_name} is in use, so it is kept.")
            for one in state.observed.leftovers
        ]

    def _deletion(self, app: Registered, summary: str) -> Change:
        before = {"object_id": app.id, "client_id": app.app_id}
        return Change(step=self.id, resource=app.display_name, action=Action.DELETE, summary=summary, before=before)

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Delete one after the other; what is deleted already counts as success."""
        apps = applications_to_delete(state)
        for app in apps:
            if app.id in state.effects.begun:
                run.journal.write(Created(step=self.id, search_key=app.display_name, object_id=app.id))
            await run.tenant.applications.delete(app.id)
            name = app.unique_name or app.display_name
            run.journal.write(Deleted(step=self.id, object_id=app.id, name=name))
        state.observed.recycled_applications += tuple(app for app in apps if app != state.observed.application)
        state.observed.leftovers = ()
        if state.observed.application in apps:
            _put_into_the_bin(state)
        return StepResult(StepOutcome.REMOVED, ", ".join(f"{app.display_name}, client ID {app.app_id}" for app in apps))


def applications_to_delete(state: RunState) -> list[Registered]:
    """Return the owned applications that are not deleted."""
    owned = [state.observed.application] if state.observed.application and owns_application(state) else []
    return [*filter(is_alive, owned), *(one.application for one in state.observed.leftovers if one.untouched)]


def _put_into_the_bin(state: RunState) -> None:
    app = state.observed.the_application
    state.observed.application = app.model_copy(update={"deleted_date_time": state.identity.now})
    state.observed.deleted_principal = state.observed.service_principal or state.observed.deleted_principal
    state.observed.service_principal = None
