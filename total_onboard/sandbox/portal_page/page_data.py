"""The tenant as the portal would show it, gathered for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.portal_page.permissions import Permission, permissions
from total_onboard.sandbox.portal_page.provisioning import Provisioning, provisioning


@dataclass(frozen=True)
class Secret:
    """A client secret, of which only the dates and the hint can be shown."""

    name: str
    hint: str
    ends: str
    is_over: bool


@dataclass(frozen=True)
class AssignedGroup:
    """A group of the application, with its members' names."""

    name: str
    id: str
    is_assigned: bool
    members: tuple[str, ...]


@dataclass(frozen=True)
class Application:
    """One enterprise application."""

    name: str
    client_id: str
    object_id: str
    service_principal_id: str
    assignment_required: bool
    redirect_uris: tuple[str, ...]
    owners: tuple[str, ...]
    secrets: tuple[Secret, ...]
    permissions: tuple[Permission, ...]
    groups: tuple[AssignedGroup, ...]
    people: tuple[str, ...]
    provisioning: tuple[Provisioning, ...]


@dataclass(frozen=True)
class Portal:
    """The whole tenant, in so far as it matters to TOTAL."""

    name: str
    tenant_id: str
    title: str
    time: str
    applications: tuple[Application, ...]


def portal(store: Store) -> Portal:
    """Return the current state, replicated or not."""
    templates = NON_GALLERY_TEMPLATES.values()
    from_template = [one for one in store.applications.all_current() if one.get("applicationTemplateId") in templates]
    return Portal(
        name=store.organization.get("displayName", "The tenant"),
        tenant_id=store.tenant_id,
        title=store.persona.title,
        time=f"{store.clock.now():%d %B %Y, %H:%M:%S} UTC",
        applications=tuple(_application(store, one) for one in from_template),
    )


def _application(store: Store, application: Body) -> Application:
    principals = store.service_principals.all_current()
    principal: Body = next((one for one in principals if one["appId"] == application["appId"]), {})
    principal_id = principal.get("id", "")
    assigned = [one for one in store.app_role_assignments.all_current() if one["resourceId"] == principal_id]
    groups = [one["principalId"] for one in assigned if one["principalType"] == "Group"]
    people = [one["principalId"] for one in assigned if one["principalType"] == "User"]
    return Application(
        name=application.get("displayName") or "(no name)",
        client_id=application["appId"],
        object_id=application["id"],
        service_principal_id=principal_id,
        assignment_required=bool(principal.get("appRoleAssignmentRequired")),
        redirect_uris=tuple((application.get("web") or {}).get("redirectUris", [])),
        owners=tuple(_name(store, owner) for owner in store.owners.get(application["id"], [])),
        secrets=tuple(_secret(store, one) for one in application.get("passwordCredentials", [])),
        permissions=permissions(store, application, principal),
        groups=tuple(_group(store, group_id, groups) for group_id in _group_ids(store, groups)),
        people=tuple(_name(store, person) for person in people),
        provisioning=provisioning(store, principal_id),
    )


def _group_ids(store: Store, assigned: list[str]) -> list[str]:
    """Return the assigned groups, and those that carry TOTAL in their name and are assigned to nothing yet."""
    named = [group["id"] for group in store.groups.all_current() if "TOTAL" in group.get("displayName", "")]
    return list(dict.fromkeys([*assigned, *named]))


def _group(store: Store, group_id: str, assigned: list[str]) -> AssignedGroup:
    members = tuple(_name(store, member) for member in store.members.get(group_id, []))
    return AssignedGroup(_name(store, group_id), group_id, group_id in assigned, members)


def _secret(store: Store, credential: dict[str, Any]) -> Secret:
    ends = str(credential.get("endDateTime", ""))
    return Secret(
        name=credential.get("displayName") or "(no description)",
        hint=credential.get("hint") or "",
        ends=ends[:10],
        is_over=bool(ends) and ends[:19] < f"{store.clock.now():%Y-%m-%dT%H:%M:%S}",
    )


def _name(store: Store, object_id: str) -> str:
    """Return how the portal calls an object: a person by user principal name, everything else by display name."""
    for shelf in (store.users, store.groups, store.service_principals):
        if body := shelf.truth(object_id):
            return str(body.get("userPrincipalName") or body.get("displayName") or object_id)
    return object_id
