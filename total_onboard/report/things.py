"""Every object of ours that is there, by name, id and page in the portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from total_onboard.report.content import Thing
from total_onboard.report.portal import Portal

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.clouds import Cloud


def things_of(cloud: Cloud, wanted: DesiredState, picture: Picture) -> tuple[Thing, ...]:
    """As far as they were read."""
    portal = Portal.of(cloud)
    return (*_of_the_application(portal, wanted, picture), *_groups(portal, wanted, picture))


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


def _groups(portal: Portal, wanted: DesiredState, picture: Picture) -> Iterator[Thing]:
    for group in wanted.groups:
        if there := picture.group(group.name).group:
            yield Thing(f"Group, role {group.role}", there.display_name or group.name, there.id, portal.group(there.id))
