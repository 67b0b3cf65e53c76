"""What creates the application in a tenant that has none, or completes the one that a tenant has, as data."""

from __future__ import annotations

from dataclasses import replace

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
    restoration,
)
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import SINGLE_TENANT, Application
from total_onboard.steps.application.find_application import is_complete_without_unique_name

TEMPLATE = reference("template")


def application_requests(desired: DesiredState) -> list[Declared]:
    """Return the creation, the IDs, the unique name, and who may sign in."""
    name_it = _naming(desired, desired.application_name)
    return [_creation(desired), name_it, _client_id(""), _principal(""), _closing(is_done=False)]


def requests_of_tenant(desired: DesiredState, state: RunState) -> list[Declared]:
    """Return the same for what the tenant has: restored, with its IDs, and without what is as desired."""
    app, principal = state.observed.application, state.observed.service_principal
    if app is None:
        return application_requests(desired)
    exists = replace(
        _creation(desired),
        purpose=f"The enterprise application {app.display_name}.",
        unless=Lookup(lambda tenant: tenant.applications.get(APPLICATION), "id"),
        existing=app.id,
        is_done=True,
    )
    return [
        *_restorations(app, state),
        exists,
        replace(_naming(desired, _new_name(desired, state, app)), is_done=_is_named(desired, state, app)),
        _client_id(app.app_id),
        _principal(principal.id if principal else ""),
        _closing(is_done=principal is not None and principal.app_role_assignment_required),
        *([_narrowing()] if app.allows_other_organizations else []),
    ]


def _creation(desired: DesiredState) -> DeclaredRequest:
    name, unique_name = desired.application_name, desired.unique_name
    return DeclaredRequest(
        purpose=f"Create the enterprise application {name} from the non-gallery template.",
        call=lambda tenant: tenant.applications.instantiate(TEMPLATE, name),
        unless=Lookup(lambda tenant: tenant.applications.find_by_unique_name(unique_name), "id"),
        result={"application": "application.id"},
        is_creation=True,
        namesakes=Lookup(lambda tenant: tenant.applications.list_named(name), "value[0].id"),
    )


def _naming(desired: DesiredState, name: str | None) -> DeclaredRequest:
    """Give it the unique name, and what is created also its name and notes."""
    unique_name, notes = desired.unique_name, OWNERSHIP_NOTE if name else None
    named = f"uniqueName == {literal(unique_name)}"
    named += f" && displayName == {literal(name)}" if name else ""
    return DeclaredRequest(
        purpose=f"Give it the unique name {unique_name}, by which it is found again.",
        call=lambda tenant: tenant.applications.set_unique_name(APPLICATION, unique_name, name, notes),
        unless=Lookup(lambda tenant: tenant.applications.get(APPLICATION), f"{named} && id || null"),
    )


def _new_name(desired: DesiredState, state: RunState, app: Application) -> str | None:
    return desired.application_name if app.id in state.effects.begun else None


def _is_named(desired: DesiredState, state: RunState, app: Application) -> bool:
    return app.unique_name == desired.unique_name or is_complete_without_unique_name(app, state)


def _client_id(existing: str) -> DeclaredValue:
    return DeclaredValue(
        name="client_id",
        lookup=Lookup(lambda tenant: tenant.applications.get(APPLICATION), "appId"),
        purpose="Its client ID.",
        missing="The application doesn't appear.",
        existing=existing,
    )


def _principal(existing: str) -> DeclaredValue:
    return DeclaredValue(
        name="principal",
        lookup=Lookup(lambda tenant: tenant.service_principals.find_by_app_id(CLIENT_ID), "id"),
        purpose="Its service principal, which carries assignments, consent and provisioning.",
        missing="The service principal of the application doesn't appear.",
        existing=existing,
    )


def _closing(*, is_done: bool) -> DeclaredRequest:
    return DeclaredRequest(
        purpose="Allow only assigned people to use it.",
        call=lambda tenant: tenant.service_principals.require_assignment(PRINCIPAL),
        unless=Lookup(
            lambda tenant: tenant.service_principals.find_by_app_id(CLIENT_ID),
            "appRoleAssignmentRequired && id || null",
        ),
        is_done=is_done,
    )


def _narrowing() -> DeclaredRequest:
    return DeclaredRequest(
        purpose="Allow only people of your organization to sign in to it.",
        call=lambda tenant: tenant.applications.restrict_to_own_organization(APPLICATION),
        unless=Lookup(
            lambda tenant: tenant.applications.get(APPLICATION), f"signInAudience == '{SINGLE_TENANT}' && id || null"
        ),
    )


def _restorations(app: Application, state: RunState) -> list[Declared]:
    """Return what restores the application and its service principal, which are two objects in the recycle bin."""
    deleted = state.observed.deleted_principal
    found = Lookup(lambda tenant: tenant.applications.get(app.id), "id")
    of_app = [restoration("the application", app.id, found)] if app.deleted_date_time else []
    enabled = Lookup(lambda tenant: tenant.service_principals.find_by_app_id(app.app_id), "id")
    of_principal = [restoration("its service principal", deleted.id, enabled)] if deleted else []
    return [*of_app, *of_principal]
