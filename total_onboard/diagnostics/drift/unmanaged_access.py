"""Access paths into TOTAL that no setup created: credentials of the application, and control of the admin group."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.membership_changes import is_of_this_machine
from total_onboard.diagnostics.drift.partial_read import PartialReader
from total_onboard.diagnostics.drift.status_result import Drift
from total_onboard.diagnostics.drift.unmanaged_additions import unmanaged, unmanaged_parts
from total_onboard.engine.inspection.object_contents import trust_key
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.non_secret_credentials import Credential, FederatedCredential, NonSecretCredentials
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.adoption_consequences import describe_role, is_of_the_template
from total_onboard.steps.application.adoption import WHO_CAN_SIGN_IN
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.credentials.choice import changed_trust, is_chosen, registrations
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.owner import Owner
from total_onboard.steps.provisioning.job import ProvisioningJob
from total_onboard.steps.redirect_uris import RedirectUris

OF_THE_PRINCIPAL: Final = StepId.APPLICATION
"""The step under which the audit log has what was done to the service principal."""


@dataclass(frozen=True)
class OtherAccessPaths:
    """Other access paths; empty if there are none, or if they could not be read, which is reported."""

    application: NonSecretCredentials = field(default_factory=NonSecretCredentials)
    principal: NonSecretCredentials = field(default_factory=NonSecretCredentials)
    federated: Sequence[FederatedCredential] = ()
    owners: Sequence[Member] = ()
    app_owners: Sequence[Member] = ()
    principal_owners: Sequence[Member] = ()


async def read_access_paths(
    tenant: TenantClient, desired: DesiredState, state: RunState, reading: PartialReader
) -> OtherAccessPaths:
    """Read all concurrently; nothing for a missing application."""
    app, principal, credentials = state.observed.application, state.observed.service_principal, tenant.other_credentials
    if app is None or app.deleted_date_time or principal is None:
        return OtherAccessPaths(owners=await _owners(tenant, desired, state, reading))
    of_app, of_principal, federated, owners, app_owners, principal_owners = await asyncio.gather(
        reading.attempt(
            "certificates",
            "Certificates of the application",
            credentials.of_application(app.id),
            step=StepId.APPLICATION,
        ),
        reading.attempt(
            "principal",
            "Other credentials",
            credentials.of_service_principal(principal.id),
            step=StepId.APPLICATION,
        ),
        reading.attempt("federated", "Federated credentials", credentials.federated(app.id), step=StepId.APPLICATION),
        _owners(tenant, desired, state, reading),
        reading.attempt(
            "app-owners", "Owners of the application", tenant.applications.owners(app.id), step=StepId.OWNER
        ),
        reading.attempt(
            "sp-owners",
            "Owners of its service principal",
            tenant.service_principals.owners(principal.id),
            step=StepId.OWNER,
        ),
    )
    app_credentials, principal_credentials = of_app or NonSecretCredentials(), of_principal or NonSecretCredentials()
    return OtherAccessPaths(
        app_credentials, principal_credentials, federated or (), owners, app_owners or (), principal_owners or ()
    )


async def _owners(
    tenant: TenantClient, desired: DesiredState, state: RunState, reading: PartialReader
) -> Sequence[Member]:
    group, name = state.observed.group(desired.admin_group.name).group, desired.admin_group.name
    if group is None or group.deleted_date_time:
        return ()
    return (
        await reading.attempt("owners", f"Owners of {name}", tenant.groups.owners(group.id), step=StepId.GROUPS) or ()
    )


def owners_of(desired: DesiredState, state: RunState, doors: OtherAccessPaths) -> dict[str, Sequence[Member]]:
    """Return the owners of the application and of the admin group, by the id of what they own. Pure."""
    group, app = state.observed.group(desired.admin_group.name).group, state.observed.application
    of_both = ((app, doors.app_owners), (group, doors.owners))
    return {one.id: owners for one, owners in of_both if one}


def other_access_paths(desired: DesiredState, state: RunState, doors: OtherAccessPaths) -> Iterator[Drift]:
    """Return each access path that others opened. Pure."""
    expected = (
        state.history.expected_in(state.observed.application.id) if state.observed.application else frozenset[str]()
    )
    yield from _credentials(desired, state, doors, expected)
    for platform, uris in (
        ("spa", doors.application.spa_addresses),
        ("publicClient", doors.application.native_addresses),
    ):
        yield from (_address(uri) for uri in uris if f"{platform} {uri}" not in expected)
    for role in doors.application.app_roles:
        if role.id not in expected and not is_of_the_template(role):
            yield _role(describe_role(role))
    for job in state.observed.other_jobs:
        yield _job(job.id)
    yield from _owned(desired, state, doors)


def _of_total(desired: DesiredState, state: RunState) -> frozenset[str]:
    """Return the certificates and federated credentials with content that setups from here asked for.

    Names and key IDs are anybody's to choose. What the plan corrects is a difference already.
    """
    history, observed = state.history, state.observed
    trust = desired.credential.federated
    values = history.desired_trusts | ({(trust.issuer, trust.subject, trust.audience)} if trust else set())
    trusts = {one.id for one in observed.federated_credentials if any(one.takes(*each) for each in values)}
    certificates = {one.key_id for one in observed.certificates if one.key in history.desired_certificates}
    certificates |= {one.key_id for one in registrations(desired, state)}
    corrected = changed_trust(desired, state) if is_chosen(CredentialKind.FEDERATED, desired, state) else None
    return frozenset(trusts | certificates | ({corrected.id} if corrected else set()))


def _credentials(
    desired: DesiredState, state: RunState, doors: OtherAccessPaths, expected: frozenset[str]
) -> Iterator[Drift]:
    expected |= _of_total(desired, state)
    certificates = [one for one in _open(doors.application.certificates, state) if one.key_id not in expected]
    for certificate in certificates:
        yield _credential(StepId.CLIENT_SECRET, "a certificate", certificate.display_name or certificate.key_id)
    for one in _open((*doors.principal.passwords, *doors.principal.certificates), state):
        if one.key_id not in expected:
            yield _credential(OF_THE_PRINCIPAL, "a credential of the service principal", one.display_name or one.key_id)
    for trust in doors.federated:
        if not _accepts(expected, trust):
            yield _credential(StepId.CLIENT_SECRET, f"a federated credential for {trust.issuer}", trust.name)


def _accepts(expected: frozenset[str], trust: FederatedCredential) -> bool:
    """Return whether it is expected with these tokens; an older version noted the ID alone."""
    notes_tokens = any(one.startswith(f"{trust.id} ") for one in expected)
    return (trust_key(trust.id, trust.issuer, trust.subject) if notes_tokens else trust.id) in expected


def _open(credentials: Sequence[Credential], state: RunState) -> list[Credential]:
    return [one for one in credentials if one.can_sign_in_at(state.identity.now)]


def _credential(step: StepId, kind: str, name: str) -> Drift:
    sentence = f"There is {kind}, {name}: anyone who has it can sign in as the application."
    resource = WHO_CAN_SIGN_IN if step == OF_THE_PRINCIPAL else name
    return unmanaged_parts(step, "Client secret", resource, name, sentence, ClientSecret.portal_page.title)


def _address(uri: str) -> Drift:
    sentence = f"Sign-in may also return to {uri}, of a platform that TOTAL does not use."
    return unmanaged_parts(
        StepId.REDIRECT_URIS, "Redirect URIs", "redirectUris", uri, sentence, RedirectUris.portal_page.title
    )


def _role(name: str) -> Drift:
    sentence = f"There is another app role, {name}, which TOTAL does not use."
    return unmanaged_parts(StepId.APPLICATION, "Enterprise application", "appRoles", name, sentence, "App roles")


def _job(job_id: str) -> Drift:
    sentence = f"There is another provisioning job, {job_id}, which may provision users elsewhere."
    return unmanaged_parts(
        StepId.PROVISIONING_JOB, "Provisioning job", job_id, job_id, sentence, ProvisioningJob.portal_page.title
    )


def _owned(desired: DesiredState, state: RunState, doors: OtherAccessPaths) -> Iterator[Drift]:
    """Compare owners with the baseline: to own the application, or to be a member, makes nobody known."""
    group, app, name = (
        state.observed.group(desired.admin_group.name).group,
        state.observed.application,
        desired.admin_group.name,
    )
    for who in _later(state, group, doors.owners):
        sentence = f"As an owner of {name}, {who} can make anyone an administrator of TOTAL."
        yield _owner(StepId.MEMBERS, "Members", name, who, sentence, Groups.portal_page.title)
    for who in _later(state, app, doors.app_owners):
        sentence = f"As an owner of {desired.application_name}, {who} can add credentials to it."
        yield _owner(Owner.id, Owner.title, desired.application_name, who, sentence, "App registrations")
    for who in _later(state, app, doors.principal_owners):
        sentence = f"As an owner of the service principal, {who} can add credentials to {desired.application_name}."
        yield _owner(Owner.id, Owner.title, desired.application_name, who, sentence, "Enterprise applications")


def _later(state: RunState, owned: Application | Group | None, owners: Sequence[Member]) -> Iterator[str]:
    if owned is None or owned.id not in state.history.baselines:
        return
    expected = {
        *state.history.expected_in(owned.id),
        *(one.what for one in state.history.added if one.step == Owner.id),
    }
    for owner in owners:
        if owner.id not in expected and not is_of_this_machine(state, owner):
            yield owner.user_principal_name or owner.display_name or owner.id


def _owner(step: StepId, title: str, resource: str, found: str, sentence: str, place: str) -> Drift:
    remedy = (
        f"Check whether that is intended. If not, remove the owner (Microsoft Entra admin center, {place}, Owners)."
    )
    return unmanaged(step, title, resource, found, sentence, remedy)
