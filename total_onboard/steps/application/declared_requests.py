"""What creates the application in a tenant that has none, as data."""

from __future__ import annotations

from total_onboard.core.desired_state import OWNERSHIP_NOTE, DesiredState
from total_onboard.engine.export.declared_request import (
    APPLICATION,
    CLIENT_ID,
    PRINCIPAL,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    Lookup,
    literal,
    reference,
)

TEMPLATE = reference("template")


def application_requests(desired: DesiredState) -> list[Declared]:
    """Return the creation, the IDs, the unique name, and who may sign in."""
    name, unique_name = desired.application_name, desired.unique_name
    named = f"uniqueName == {literal(unique_name)} && displayName == {literal(name)}"
    return [
        DeclaredRequest(
            purpose=f"Create the enterprise application {name} from the non-gallery template.",
            call=lambda tenant: tenant.applications.instantiate(TEMPLATE, name),
            unless=Lookup(lambda tenant: tenant.applications.find_by_unique_name(unique_name), "id"),
            result={"application": "application.id"},
            is_creation=True,
            namesakes=Lookup(lambda tenant: tenant.applications.list_named(name), "value[0].id"),
        ),
        DeclaredRequest(
            purpose=f"Give it the unique name {unique_name}, by which it is found again.",
            call=lambda tenant: tenant.applications.set_unique_name(APPLICATION, unique_name, name, OWNERSHIP_NOTE),
            unless=Lookup(lambda tenant: tenant.applications.get(APPLICATION), f"{named} && id || null"),
        ),
        DeclaredValue(
            name="client_id",
            lookup=Lookup(lambda tenant: tenant.applications.get(APPLICATION), "appId"),
            purpose="Its client ID.",
            missing="The application doesn't appear.",
        ),
        DeclaredValue(
            name="principal",
            lookup=Lookup(lambda tenant: tenant.service_principals.find_by_app_id(CLIENT_ID), "id"),
            purpose="Its service principal, which carries assignments, consent and provisioning.",
            missing="The service principal of the application doesn't appear.",
        ),
        DeclaredRequest(
            purpose="Allow only assigned people to use it.",
            call=lambda tenant: tenant.service_principals.require_assignment(PRINCIPAL),
            unless=Lookup(
                lambda tenant: tenant.service_principals.find_by_app_id(CLIENT_ID),
                "appRoleAssignmentRequired && id || null",
            ),
        ),
    ]
