"""Trust in the tokens of TOTAL's issuer: a federated credential, which needs no secret and never expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.credential import CredentialKind, FederatedTrust
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import APPLICATION, Declared, DeclaredRequest, Lookup, literal
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_value
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import is_not_replicated_yet
from total_onboard.entra.resources.non_secret_credentials import FederatedCredential
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_POLICIES, WRITE_APPLICATIONS
from total_onboard.steps.credentials.choice import changed_trust, is_chosen, no_credential, registered_trust, selection
from total_onboard.steps.credentials.superseded import still_accepted

MOST: Final = 20
_KIND: Final = CredentialKind.FEDERATED
_NAMES: Final = by_value("FederatedIdentityCredentials", value=r"\"?[Nn]ame\"?\s*[:=]\s*\"?([^\",}]*)")
_REMOVE: Final = (
    "Remove it in the Microsoft Entra admin center (App registrations, Certificates & secrets, Federated credentials), "
    "then run the same command again."
)


class TrustIssuer(Step):
    """Its name, which is immutable, contains a digest of what it trusts."""

    id: ClassVar[StepId] = StepId.FEDERATED_CREDENTIAL
    title: ClassVar[str] = "Federated credential"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS, READ_POLICIES)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"federated|credential", _NAMES, AuditedObject.APPLICATION
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Certificates & secrets", "Credentials")
    removed_by: ClassVar[StepId] = StepId.FEDERATED_CREDENTIAL
    # The hand-off names it and the groups.
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.GROUPS)
    observe_after: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read the federated credentials, if one is desired or any was added from here."""
        app = state.observed.application
        if (
            app is None
            or app.deleted_date_time
            or not (self.is_desired(desired) or state.history.requested_credentials)
        ):
            return
        state.observed.federated_credentials = await tenant.application_credentials.federated(app.id)

    def is_desired(self, desired: DesiredState) -> bool:
        """Return whether TOTAL accepts one."""
        return _KIND in desired.credential.preference

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Keep it, correct it, or create it if it is the chosen credential."""
        old = still_accepted(_KIND, desired, state)
        if not is_chosen(_KIND, desired, state):
            return [*no_credential(_KIND, desired, state), *old]
        trust, found = _trust(desired), registered_trust(desired, state)
        changed = changed_trust(desired, state)
        if found:
            return [self._kept(found), *([self._removal(changed, found)] if changed else []), *old]
        if obstacle := self._obstacle(desired, state):
            return [obstacle, *old]
        if changed:
            return [self._correction(changed, trust), *old]
        return [self._creation(desired, selection(desired, state).because), *old]

    def _obstacle(self, desired: DesiredState, state: RunState) -> Blocker | None:
        trust, there = _trust(desired), state.observed.federated_credentials
        for one in there:
            if (one.issuer, one.subject) == (trust.issuer, trust.subject) and one.name != desired.federated_name:
                audiences = f"{', '.join(one.audiences)} → {trust.audience}"
                sentence = (
                    f"The federated credential {one.name} accepts TOTAL's tokens for another audience ({audiences})."
                )
                return Blocker(self.id, sentence, _REMOVE)
        if len(there) < MOST or changed_trust(desired, state):
            return None
        sentence = f"The application has {MOST} federated credentials already, which is the most that it can have."
        return Blocker(self.id, sentence, _REMOVE.replace("it", "one", 1))

    def _kept(self, found: FederatedCredential) -> Change:
        return Change(
            step=self.id,
            resource=f"federated credential {found.name}",
            action=Action.NONE,
            summary=f"Tokens of {found.issuer} for {found.subject} are accepted",
        )

    def _correction(self, found: FederatedCredential, trust: FederatedTrust) -> Change:
        before, after = _described(found.issuer, found.subject, *found.audiences), _described(*_values(trust))
        return Change(
            step=self.id,
            resource=f"federated credential {found.name}",
            action=Action.UPDATE,
            summary=f"Accept the right tokens again: {before} → {after}",
            before=before,
            after=after,
        )

    def _removal(self, changed: FederatedCredential, found: FederatedCredential) -> Change:
        """Remove the one of our name, which can't be corrected: Graph takes issuer and subject only once."""
        before = _described(changed.issuer, changed.subject, *changed.audiences)
        return Change(
            step=self.id,
            resource=f"federated credential {changed.name}",
            action=Action.DELETE,
            summary=f"Stop accepting other tokens: {before}. {found.name} accepts TOTAL's",
            before=before,
        )

    def _creation(self, desired: DesiredState, because: str) -> Change:
        trust = _trust(desired)
        return Change(
            step=self.id,
            resource=f"federated credential {desired.federated_name}",
            action=Action.CREATE,
            summary=f"Accept tokens of {trust.issuer} for {trust.subject}, so that no secret is needed{because}",
            after=_described(*_values(trust)),
            item=f"{trust.issuer} for {trust.subject}{because}",
        )

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the trust."""
        if not self.is_desired(desired):
            return []
        trust, name, found = _trust(desired), desired.federated_name, _found(desired, state) if state else None
        right = f"issuer == {literal(trust.issuer)} && subject == {literal(trust.subject)}"
        right = f" && {right} && contains(audiences, {literal(trust.audience)})" if found else ""
        credential_id = found.id if found else ""
        return [
            DeclaredRequest(
                purpose=f"Accept tokens of {trust.issuer} for {trust.subject}, so that no secret is needed.",
                call=lambda tenant: tenant.application_credentials.add_federated(APPLICATION, name, *_values(trust)),
                unless=Lookup(
                    lambda tenant: tenant.application_credentials.federated(APPLICATION),
                    f"value[?name == {literal(name)}{right}].id | [0]",
                ),
                existing=credential_id,
                is_done=bool(state and registered_trust(desired, state)),
                update=lambda tenant: tenant.application_credentials.set_federated(
                    APPLICATION, credential_id, *_values(trust)
                ),
            )
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the values of the form."""
        if not self.is_desired(desired):
            return []
        trust = _trust(desired)
        return [
            PortalValue("Federated credential scenario", "Other issuer"),
            PortalValue("Issuer", trust.issuer),
            PortalValue("Value", trust.subject),
            PortalValue("Name", desired.federated_name),
            PortalValue("Audience", trust.audience),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Correct the one of our name, remove it if another takes TOTAL's tokens, or create it."""
        trust, there = _trust(desired), state.observed.federated_credentials
        application_id, changed = state.observed.the_application.id, changed_trust(desired, state)
        if changed and registered_trust(desired, state):
            await run.tenant.application_credentials.remove_federated(application_id, changed.id)
            run.journal.write(Deleted(step=self.id, object_id=changed.id))
            state.observed.federated_credentials = tuple(one for one in there if one is not changed)
            return StepResult(StepOutcome.REMOVED, changed.name)
        if changed:
            await run.tenant.application_credentials.set_federated(application_id, changed.id, *_values(trust))
            made = changed.model_copy(
                update={"issuer": trust.issuer, "subject": trust.subject, "audiences": (trust.audience,)}
            )
        else:
            made = await self._create(run, application_id, desired)
            state.history.has_receipt(self.id, made.id)
            state.history.requested_credentials |= {made.name}
        state.observed.federated_credentials = (*(one for one in there if one is not changed), made)
        return StepResult(StepOutcome.CHANGED if changed else StepOutcome.CREATED, f"{trust.subject} of {trust.issuer}")

    async def _create(self, run: ExecutionContext, application_id: str, desired: DesiredState) -> FederatedCredential:
        name, credentials = desired.federated_name, run.tenant.application_credentials

        async def create() -> FederatedCredential:
            return await run.poller.retry_while(
                "the new application can trust an issuer",
                lambda: credentials.add_federated(application_id, name, *_values(_trust(desired))),
                is_not_replicated_yet,
            )

        async def find_again() -> FederatedCredential | None:
            found = await credentials.federated(application_id)
            return next((one for one in found if one.name == name), None)

        return await create_once(run, self.id, name, create, find_again)


def _found(desired: DesiredState, state: RunState) -> FederatedCredential | None:
    """Return the credential that TOTAL's is, or that takes its place."""
    return registered_trust(desired, state) or changed_trust(desired, state)


def _trust(desired: DesiredState) -> FederatedTrust:
    trust = desired.credential.federated
    assert trust is not None
    return trust


def _values(trust: FederatedTrust) -> tuple[str, str, str]:
    return trust.issuer, trust.subject, trust.audience


def _described(issuer: str, subject: str, *audiences: str) -> str:
    return f"{subject} of {issuer} for {', '.join(audiences)}"
