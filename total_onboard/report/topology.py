"""Topology: the boxes of the drawing, and the same in sentences for people who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_date, pluralize
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.steps.assignment.assignment import unassigned
from total_onboard.steps.client_secret.client_secret import current_secret, unexpired_secrets
from total_onboard.steps.client_secret.create_secret import until
from total_onboard.steps.consent.consent import not_consented_to
from total_onboard.steps.credentials.choice import registered_certificate, registered_trust, selection, works_until

_STEPS: Final = {
    "people": StepId.GROUPS,
    "application": "application",
    "sign_in": StepId.REDIRECT_URIS,
    "job": StepId.PROVISIONING_JOB,
    "accounts": StepId.SCIM_CREDENTIALS,
    "secret": StepId.CLIENT_SECRET,
    "permission": StepId.CONSENT,
}
"""The step that each box shows."""
_JOB_STATES: Final = {"Active": "on", "Paused": "paused", "Disabled": "off"}


@dataclass(frozen=True)
class Box:
    """One object; a missing or unknown one is drawn with a dashed line."""

    kind: str
    name: str
    detail: str
    is_there: bool = True
    is_known: bool = True


@dataclass(frozen=True)
class Connection:
    """The three connections: sign-in, provisioning, and what TOTAL may read."""

    tenant: str
    people: Box
    application: Box
    sign_in: Box
    job: Box
    accounts: Box
    secret: Box
    permission: Box
    directory: Box
    is_assigned: bool | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The drawing as text."""
        return self._assigned(), self._signing_in(), self._provisioned(), self._reading()

    def _assigned(self) -> str:
        people, application = self.people, self.application
        if self.is_assigned is None:
            return f"Unknown: whether {people.name} ({people.detail}) is assigned to {application.name}."
        assigned = "is assigned" if self.is_assigned else "is not assigned"
        return f"{people.name} ({people.detail}) {assigned} to {application.name} ({application.detail})."

    def _signing_in(self) -> str:
        if not self.sign_in.is_known:
            return "Unknown: where sign-in returns to."
        returns = "returns" if self.sign_in.is_there else "does not return"
        return f"Sign-in {returns} to {self.sign_in.name} at TOTAL ({self.sign_in.detail})."

    def _provisioned(self) -> str:
        accounts, job = self.accounts, self.job
        if not (job.is_known and accounts.is_known):
            return f"Unknown: whether users are provisioned; job {job.detail}, SCIM address {accounts.detail}."
        if not (job.is_there and accounts.is_there):
            return f"No users are provisioned yet: job {job.name.lower()}, SCIM address {accounts.detail}."
        return f"The provisioning job ({job.name.lower()}) provisions users to {accounts.name} ({accounts.detail})."

    def _reading(self) -> str:
        secret, permission = self.secret, self.permission
        if not (secret.is_known and permission.is_known):
            state = f"{secret.kind.lower()} {secret.detail}, {permission.name} {permission.detail}"
            return f"Unknown: whether TOTAL can read groups; {state}."
        if not (secret.is_there and permission.is_there):
            state = f"{secret.kind.lower()} {secret.detail}, {permission.name} {permission.detail}"
            return f"TOTAL cannot read groups yet: {state}."
        return (
            f"With the {secret.kind.lower()} ({secret.detail}) TOTAL uses {permission.name} ({permission.detail}) "
            "to read groups and the object IDs of their members."
        )


def connection_of(desired: DesiredState, state: RunState, unread: frozenset[str] = frozenset()) -> Connection:
    """Return what was read; ``unread`` are the steps whose state is unknown. Pure."""
    read = _as_read(desired, state)
    boxes = {name: getattr(read, name) for name, step in _STEPS.items() if step in unread}
    unknown: dict[str, Any] = {name: _unknown(box) for name, box in boxes.items() if not box.is_there}
    return replace(read, **unknown, is_assigned=None if StepId.ASSIGNMENT in unread else read.is_assigned)


def _unknown(box: Box) -> Box:
    return replace(box, detail="unknown", is_known=False)


def _as_read(desired: DesiredState, state: RunState) -> Connection:
    return Connection(
        tenant=state.identity.organization.display_name,
        people=_people(desired, state),
        application=_application(desired, state),
        sign_in=_sign_in(desired, state),
        job=_job(state),
        accounts=_accounts(desired, state),
        secret=_secret(desired, state),
        permission=_permission(desired, state),
        directory=Box("Directory", "Groups", "and their members"),
        is_assigned=bool(state.observed.assignments) and not unassigned(desired, state),
    )


def _people(desired: DesiredState, state: RunState) -> Box:
    found, others = state.observed.group(desired.admin_group.name), len(desired.groups) - 1
    members = pluralize(len(found.member_ids), "member")
    more = f", and {pluralize(others, 'more group')}" if others else ""
    return Box("People", desired.admin_group.name, members + more, found.group is not None)


def _application(desired: DesiredState, state: RunState) -> Box:
    principal = state.observed.service_principal
    closed = principal is None or principal.app_role_assignment_required
    detail = "assignment required" if closed else "open to all users"
    return Box("Application", desired.application_name, detail, state.observed.application is not None)


def _sign_in(desired: DesiredState, state: RunState) -> Box:
    there = state.observed.application.redirect_uris if state.observed.application else ()
    uris = [uri for uri in desired.redirect_uris if uri in there] or desired.redirect_uris or there
    if not uris:
        return Box("Sign-in", "No redirect URI", "not set yet", is_there=False)
    return Box("Sign-in", _host(uris[0]), pluralize(len(uris), "redirect URI"), uris[0] in there)


def _job(state: RunState) -> Box:
    job = state.observed.job
    if job is None:
        return Box("Provisioning job", "None", "not created yet", is_there=False)
    if job.quarantine_reason:
        return Box("Provisioning job", "In quarantine", "once a day")
    return Box("Provisioning job", _JOB_STATES.get(job.schedule_state, "off").capitalize(), "every 40 minutes")


def _accounts(desired: DesiredState, state: RunState) -> Box:
    stored = "BaseAddress" in state.observed.secret_keys
    name = _host(desired.scim.url) if desired.scim else "TOTAL's SCIM address"
    detail = "stored in the job" if stored else "not stored yet"
    return Box("Accounts (SCIM)", name, detail, stored)


def _secret(desired: DesiredState, state: RunState) -> Box:
    match selection(desired, state).kind:
        case CredentialKind.CERTIFICATE:
            return _certificate(desired, state)
        case CredentialKind.FEDERATED:
            return _trust(desired, state)
    return _client_secret(desired, state)


def _certificate(desired: DesiredState, state: RunState) -> Box:
    certificate, found = desired.credential.certificate, registered_certificate(desired, state)
    detail = f"until {format_date(works_until(found, certificate))}" if certificate and found else "none"
    return Box("Certificate", desired.secret_name, detail, found is not None)


def _trust(desired: DesiredState, state: RunState) -> Box:
    found = registered_trust(desired, state)
    name = _host(found.issuer) if found else "TOTAL's issuer"
    return Box("Federated credential", name, found.subject if found else "none", found is not None)


def _client_secret(desired: DesiredState, state: RunState) -> Box:
    secret = current_secret(desired, state)
    lives = secret is not None and secret in unexpired_secrets(desired, state)
    return Box("Client secret", desired.secret_name, until(secret) if secret and lives else "none", lives)


def _permission(desired: DesiredState, state: RunState) -> Box:
    names = desired.application_permissions
    consented = state.observed.microsoft_graph is not None and not set(names) & set(not_consented_to(desired, state))
    return Box("Permission", ", ".join(names), "consented" if consented else "not consented", consented)


def _host(address: str) -> str:
    return urlsplit(address).netloc or address
