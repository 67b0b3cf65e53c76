"""Inventory of the objects, by name, ID and page in the portal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.clouds import Cloud, CloudName
from total_onboard.report.model import ResourceLink
from total_onboard.steps.assignment.assignment import Assignment
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.consent.consent import Consent, grant_of
from total_onboard.steps.consent.permission_ids import app_role_ids
from total_onboard.steps.credentials.choice import registered_certificate, registered_trust
from total_onboard.steps.provisioning.job import ProvisioningJob


def inventory_of(cloud: Cloud, desired: DesiredState, state: RunState) -> tuple[ResourceLink, ...]:
    """List the objects that were read."""
    portal = Portal.of(cloud)
    return (
        *_of_the_application(portal, desired, state),
        *_consents(portal, desired, state),
        *_groups(portal, desired, state),
    )


def _of_the_application(portal: Portal, desired: DesiredState, state: RunState) -> Iterator[ResourceLink]:
    application, principal = state.observed.application, state.observed.service_principal
    if application is None:
        return
    client = application.app_id
    name = application.display_name or desired.application_name
    yield ResourceLink("Application (client) ID", name, client, portal.registration(client))
    yield ResourceLink("App registration (object ID)", name, application.id, portal.registration(client))
    if principal:
        page = portal.enterprise_application(principal.id, client)
        yield ResourceLink("Enterprise application", principal.display_name or name, principal.id, page)
    for secret in application.password_credentials:
        if secret.display_name == desired.secret_name:
            page = portal.registration(client, ClientSecret.portal_page.address)
            yield ResourceLink("Client secret (key ID)", desired.secret_name, secret.key_id, page)
    page = portal.registration(client, ClientSecret.portal_page.address)
    if certificate := registered_certificate(desired, state):
        yield ResourceLink("Certificate (key ID)", desired.secret_name, certificate.key_id, page)
    if trust := registered_trust(desired, state):
        yield ResourceLink("Federated credential", trust.name, trust.id, page)
    if principal and state.observed.job:
        page = portal.enterprise_application(principal.id, client, ProvisioningJob.portal_page.address)
        yield ResourceLink("Provisioning job", name, state.observed.job.id, page)


def _consents(portal: Portal, desired: DesiredState, state: RunState) -> Iterator[ResourceLink]:
    principal, graph = state.observed.service_principal, state.observed.microsoft_graph
    if principal is None or graph is None:
        return
    page = portal.enterprise_application(principal.id, principal.app_id, Consent.portal_page.address)
    if grant := grant_of(state):
        yield ResourceLink("Consent, delegated (permission grant)", grant.scope, grant.id, page)
    names = {role_id: name for name, role_id in app_role_ids(desired, state).items()}
    for role in state.observed.app_role_grants:
        if name := names.get(role.app_role_id):
            yield ResourceLink("Consent, application (app role assignment)", name, role.id, page)


def _groups(portal: Portal, desired: DesiredState, state: RunState) -> Iterator[ResourceLink]:
    for group in desired.groups:
        if there := state.observed.group(group.name).group:
            name = there.display_name or group.name
            yield ResourceLink(f"Group, role {group.role}", name, there.id, portal.group(there.id))
            yield from _assignment(portal, state, there.id, name)
    for beyond in state.observed.unlisted_groups:
        yield ResourceLink(
            "Group created by setup, not named in this run", beyond.display_name, beyond.id, portal.group(beyond.id)
        )
        yield from _assignment(portal, state, beyond.id, beyond.display_name)


def _assignment(portal: Portal, state: RunState, group_id: str, name: str) -> Iterator[ResourceLink]:
    for assignment in state.observed.assignments:
        if assignment.principal_id == group_id and (principal := state.observed.service_principal):
            page = portal.enterprise_application(principal.id, principal.app_id, Assignment.portal_page.address)
            yield ResourceLink("Assignment to the application", name, assignment.id, page)


@dataclass(frozen=True)
class Portal:
    """Links into one cloud's portal; every link is empty if that is not known."""

    address: str

    @classmethod
    def of(cls, cloud: Cloud) -> Portal:
        """Return the cloud's portal; none is known for a custom cloud."""
        return cls("" if cloud.name is CloudName.CUSTOM else cloud.portal_url)

    def registration(self, client_id: str, page: str = "Overview") -> str:
        """Return the app registration."""
        return self._view(f"Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/{page}/appId/{client_id}")

    def enterprise_application(self, principal_id: str, client_id: str, page: str = "Overview") -> str:
        """Return the enterprise application, or a page of it such as Provisioning."""
        return self._view(f"Microsoft_AAD_IAM/ManagedAppMenuBlade/~/{page}/objectId/{principal_id}/appId/{client_id}")

    def group(self, group_id: str) -> str:
        """Return a group."""
        return self._view(f"Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/{group_id}")

    def _view(self, blade: str) -> str:
        return f"{self.address}/#view/{blade}" if self.address else ""
