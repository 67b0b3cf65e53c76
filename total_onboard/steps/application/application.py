"""The enterprise application: one instance of the non-gallery template, so that it carries OIDC and SCIM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Final

from total_onboard.core.concurrency import first_or_fallback, gather_all
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, ChangeQuery, by_value
from total_onboard.engine.journal.entry import Created
from total_onboard.engine.journal.known_objects import Origin, known_objects
from total_onboard.engine.plan import Action, AdoptedObject, Change, PlanWarning
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import SINGLE_TENANT, Application, Instance
from total_onboard.entra.resources.directory_audits import DirectoryAudit
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, WRITE_APPLICATIONS
from total_onboard.steps.adoption_consequences import accepted_of_application
from total_onboard.steps.application.adoption import (
    WHO_CAN_SIGN_IN,
    adoption_of,
    is_deleted,
    notes_on_others,
    notes_on_sign_in,
    ownership_blocker,
    restore_blocker,
)
from total_onboard.steps.application.candidates import candidates, chosen, inspect_unknown_candidates
from total_onboard.steps.application.concurrent_setup import (
    claim_unique_name,
    find_interrupted_create,
    find_lost_application,
    orphaned_applications,
    remove_untouched,
)
from total_onboard.steps.application.declared_requests import application_requests, requests_of_tenant
from total_onboard.steps.application.find_application import find_own_application, is_complete_without_unique_name
from total_onboard.steps.application.restore import observe_principals, principal_of, restored_application

_SWITCH: Final = by_value("AccountEnabled", value="true")


def _by_deletion_or_switch(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    return entry.activity.casefold().startswith("delete") or (query.is_blocked and _SWITCH(entry, query))


DELETED_OR_DISABLED: Final = AuditSignature(
    r"^(delete application|update service principal)$", _by_deletion_or_switch, AuditedObject.APPLICATION
)


class EnterpriseApplication(Step):
    """Find it by ``uniqueName`` or ID; known by ID alone (:mod:`total_onboard.engine.journal.known_objects`)."""

    id: ClassVar[StepId] = StepId.APPLICATION
    title: ClassVar[str] = "Enterprise application"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = (
        "applicationTemplates/instantiate",
        "applications/basic/update",
        "servicePrincipals/basic/update",
    )
    audit_signature: ClassVar[AuditSignature] = DELETED_OR_DISABLED
    removed_by: ClassVar[StepId] = StepId.APPLICATION

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Find it by unique name; if there is none, find namesakes and deleted ones."""
        (owned, others), principals = await gather_all(
            first_or_fallback(
                find_own_application(tenant, desired, state),
                candidates(tenant, desired, state),
                together=state.journal_is_empty,
            ),
            tenant.service_principals.list_named(desired.application_name),
        )
        begun = await find_interrupted_create(tenant, state, owned)
        state.effects.begun, state.observed.namesakes = frozenset(app.id for app in begun), ()
        state.observed.application = app = owned or chosen(state, begun, others)
        lost = [one for one in begun if app and one.id != app.id]
        state.observed.leftovers = await orphaned_applications(tenant, lost, state.identity.me.id)
        await observe_principals(tenant, state, principals)
        await inspect_unknown_candidates(tenant, state)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan to create it or to use the existing one, or return what a person must decide first."""
        app = state.observed.application
        begun = app is not None and app.id in state.effects.begun
        obstacle = adoption_of(desired, state).obstacle(app, state.observed.namesakes, deleted=is_deleted(state))
        if obstacle := obstacle or restore_blocker(state) or ownership_blocker(state):
            return [obstacle]
        change = self._change_of(desired, state, app, begun) if app else self._create(desired)
        notes = (*notes_on_sign_in(state), *self._about_leftovers(state), *notes_on_others(state))
        return [*self._adoption(desired, state, app, change), *self._narrowing(app), *notes]

    def _adoption(
        self, desired: DesiredState, state: RunState, app: Application | None, change: Change
    ) -> list[Change]:
        """Return the change, and what is accepted with an application that an option names."""
        if app is None or known_objects(state).origin(app) is not Origin.NAMED:
            return [change]
        summary = f"Adopt {app.display_name} (object ID {app.id}), which wasn't set up from this machine"
        named = AdoptedObject(step=self.id, resource=app.display_name, action=Action.ADOPT, summary=summary)
        first = [change] if change.action is Action.ADOPT else [named, *([change] if change.writes else [])]
        return [*first, *accepted_of_application(desired, state, state.observed.inspections[app.id])]

    def _create(self, desired: DesiredState) -> Change:
        return Change(
            step=self.id,
            resource=desired.application_name,
            action=Action.CREATE,
            summary=f"Create the enterprise application {desired.application_name} from the non-gallery template",
            after={"display_name": desired.application_name, "unique_name": desired.unique_name},
            item=f"{desired.application_name}, from the non-gallery template",
        )

    def _change_of(self, desired: DesiredState, state: RunState, app: Application, begun: bool) -> Change:
        action, name = Action.NONE, app.display_name
        summary = f"The enterprise application {name} exists"
        if is_deleted(state):
            action, summary = Action.ADOPT, f"Restore the enterprise application {name} from the recycle bin"
        elif app.unique_name != desired.unique_name and begun:
            action, summary = Action.ADOPT, f"Finish {desired.application_name}, which an earlier run began"
        elif app.unique_name != desired.unique_name and not is_complete_without_unique_name(app, state):
            action, summary = Action.ADOPT, f"Adopt {name} (object ID {app.id}); nothing is removed from it"
        elif state.observed.service_principal is None:
            action, summary = Action.UPDATE, f"Wait for the service principal of {name}"
        elif not state.observed.service_principal.app_role_assignment_required:
            return self._closing(name)
        return Change(step=self.id, resource=name, action=action, summary=summary)

    def _closing(self, name: str) -> Change:
        return Change(
            step=self.id,
            resource=WHO_CAN_SIGN_IN,
            action=Action.UPDATE,
            summary=f"Allow only assigned people to use {name}",
            before="everybody",
            after="assigned people",
        )

    def _narrowing(self, app: Application | None) -> list[Change]:
        if app is None or not app.allows_other_organizations:
            return []
        summary = f"Allow only people of your organization to sign in to {app.display_name}"
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

    def _about_leftovers(self, state: RunState) -> list[Change | PlanWarning]:
        return [self._leftover(one.application, one.untouched) for one in state.observed.leftovers]

    def _leftover(self, app: Application, untouched: bool) -> Change | PlanWarning:
        description = f"{app.display_name} (object ID {app.id}), created after another administrator's application"
        if not untouched:
            return PlanWarning(
                step=self.id, sentence=f"total-onboard created {description}. It is in use, so it is kept as it is."
            )
        summary = f"Remove the unused {description}"
        return Change(step=self.id, resource=app.id, action=Action.DELETE, summary=summary, before=app.id)

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the creation, the unique name, and who may sign in."""
        return application_requests(desired) if state is None else requests_of_tenant(desired, state)

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the name, and who may sign in."""
        return [PortalValue("Name", desired.application_name), PortalValue("Assignment required?", "Yes")]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Instantiate once, set the unique name immediately, require assignment, and restrict sign-in to the tenant."""
        outcome = await self._made_sure_of(run, desired, state)
        app = state.observed.application = await claim_unique_name(run, desired, state)
        if outcome is StepOutcome.ADOPTED:
            baseline = state.observed.inspections[app.id].baseline
            run.journal.adopted(self.id, desired.unique_name, app.id, baseline)
            state.history.is_adopted(app.id, baseline)
        principal = state.observed.service_principal = await principal_of(run, state, app)
        if not principal.app_role_assignment_required:
            await run.tenant.service_principals.require_assignment(principal.id)
        if app.allows_other_organizations:
            await run.tenant.applications.restrict_to_own_organization(app.id)
        removed = await remove_untouched(run, state)
        return StepResult(outcome, f"{app.display_name}, client ID {app.app_id}{removed}")

    async def _made_sure_of(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepOutcome:
        app = state.observed.application
        if app is None:
            await self._instantiate(run, desired, state)
            return StepOutcome.CREATED
        if app.deleted_date_time:
            state.observed.application = await restored_application(run, app)
        if app.id in state.effects.begun:
            run.journal.write(Created(step=self.id, search_key=app.display_name, object_id=app.id))
            state.history.has_receipt(self.id, app.id)
        return StepOutcome.ADOPTED if known_objects(state).origin(app) is Origin.NAMED else StepOutcome.CHANGED

    async def _instantiate(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> None:
        """Instantiate under a unique temporary name: if the response is lost, only the name identifies it."""
        name = f"{desired.application_name} (being set up, {run.journal.run})"

        async def create() -> Application:
            made: Instance = await run.tenant.applications.instantiate(state.observed.template_id, name)
            state.observed.service_principal, state.effects.is_new = made.service_principal, True
            return made.application

        state.history.first_asked[self.id, name] = datetime.now(UTC)
        again = partial(find_lost_application, run.tenant, name, state)
        state.observed.application = await create_once(run, self.id, name, create, again)
        state.effects.begun |= {state.observed.application.id}
        state.history.has_receipt(self.id, state.observed.application.id)
