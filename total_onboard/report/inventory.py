"""Every object of ours that is there, by name, id and page in the portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from total_onboard.report.model import Thing
from total_onboard.report.portal_links import Portal
from total_onboard.steps.consent.consent import grant_of
from total_onboard.steps.consent.permission_ids import app_role_ids

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.clouds import Cloud


def things_of(cloud: Cloud, wanted: DesiredState, picture: Picture) -> tuple[Thing, ...]:
    """As far as they were read."""
    portal = Portal.of(cloud)
    return (
        *_of_the_application(portal, wanted, picture),
        *_consents(portal, wanted, picture),
        *_groups(portal, wanted, picture),
    )


def _of_the_application(portal: Portal, wanted: DesiredState, picture: Picture) -> Iterator[Thing]:
    application, principal = picture.application, picture.service_principal
    if application is None:
        return
    client = application.app_id
    name = application.display_name or wanted.application_name
    yield Thing("Application (client) id", name, client, portal.registration(client))
    yield Thing("App registration", name, application.id, portal.registration(client))
    if principal:
        page = portal.enterprise_application(principal.id, client)
        yield Thing("Enterprise application", principal.display_name or name, principal.id, page)
    for secret in application.password_credentials:
        if secret.display_name == wanted.secret_name:
            page = portal.registration(client, "Credentials")
            yield Thing("Client secret (its key id)", wanted.secret_name, secret.key_id, page)
    if principal and picture.job:
        page = portal.enterprise_application(principal.id, client, "Provisioning")
        yield Thing("Provisioning job", name, picture.job.id, page)


def _consents(portal: Portal, wanted: DesiredState, picture: Picture) -> Iterator[Thing]:
    principal, graph = picture.service_principal, picture.microsoft_graph
    if principal is None or graph is None:
        return
    page = portal.enterprise_application(principal.id, principal.app_id, "Permissions")
    if grant := grant_of(picture):
        yield Thing("Consent, delegated (permission grant)", grant.scope, grant.id, page)
    names = {role_id: name for name, role_id in app_role_ids(wanted, picture).items()}
    for role in picture.app_role_grants:
        if name := names.get(role.app_role_id):
            yield Thing("Consent, application (app role assignment)", name, role.id, page)


def _groups(portal: Portal, wanted: DesiredState, picture: Picture) -> Iterator[Thing]:
    for group in wanted.groups:
        if there := picture.group(group.name).group:
            name = there.display_name or group.name
            yield Thing(f"Group, role {group.role}", name, there.id, portal.group(there.id))
            yield from _assignment(portal, picture, there.id, name)
    for beyond in picture.groups_beyond:
        yield Thing(
            "Group that set-up made and nobody named here", beyond.display_name, beyond.id, portal.group(beyond.id)
        )
        yield from _assignment(portal, picture, beyond.id, beyond.display_name)


def _assignment(portal: Portal, picture: Picture, group_id: str, name: str) -> Iterator[Thing]:
    for assignment in picture.assignments:
        if assignment.principal_id == group_id and (principal := picture.service_principal):
            page = portal.enterprise_application(principal.id, principal.app_id, "Users")
            yield Thing("Assignment to the application", name, assignment.id, page)
