"""Tenant-wide consent: what an application's registration asks of Microsoft Graph is granted for everybody."""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH, role_template_id
from total_onboard.sandbox.directory.role_assignments import roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.clients import Client, service_principal_of
from total_onboard.sandbox.sign_in.consent.consent_check import CONSENTING_ROLES
from total_onboard.sandbox.sign_in.errors import SignInRefused

APPLICATION_CONSENTING_ROLES: Final = frozenset(
    role_template_id(name) for name in ("Global Administrator", "Privileged Role Administrator")
)
"""Who may consent to application permissions of Microsoft Graph."""


@dataclass(frozen=True)
class Asked:
    """Graph's permissions by value: ``delegated`` to people, and for the ``application`` itself."""

    delegated: frozenset[str]
    application: frozenset[str]


def graph_principal(store: Store) -> Body:
    """Return Microsoft Graph's service principal in this tenant."""
    return next(body for body in store.service_principals.all_current() if body["appId"] == MICROSOFT_GRAPH)


def registered_permissions(store: Store, client: Client) -> Asked:
    """Return what the client's registration asks of Graph (``requiredResourceAccess``)."""
    graph = graph_principal(store)
    scopes = {scope["id"]: scope["value"] for scope in graph["oauth2PermissionScopes"]}
    roles = {role["id"]: role["value"] for role in graph["appRoles"]}
    wanted = [
        access
        for resource in (client.application or {}).get("requiredResourceAccess") or []
        if resource["resourceAppId"] == MICROSOFT_GRAPH
        for access in resource["resourceAccess"]
    ]
    return Asked(
        frozenset(scopes[one["id"]] for one in wanted if one["type"] == "Scope" and one["id"] in scopes),
        frozenset(roles[one["id"]] for one in wanted if one["type"] == "Role" and one["id"] in roles),
    )


def consent_for_everybody(store: Store, client: Client, user: Body, asked: Asked) -> None:
    """Grant it in the person's name. Raises SignInRefused 90094 if the person's roles do not suffice."""
    needed = APPLICATION_CONSENTING_ROLES if asked.application else CONSENTING_ROLES
    if not needed & roles_held(store, user["id"]).keys():
        raise SignInRefused(90094, name=client.name)
    principal = service_principal_of(store, client)
    if asked.delegated:
        grant_delegated(store, principal, asked.delegated)
    for value in sorted(asked.application):
        _grant_application(store, principal, value)


def grant_delegated(store: Store, principal: Body, values: Collection[str], person: str | None = None) -> None:
    """Add scopes to the one grant that there is for everybody, or for one person alone, or make it."""
    graph = graph_principal(store)
    for grant in store.permission_grants.all_current():
        if (grant["clientId"], grant["principalId"]) == (principal["id"], person):
            grant["scope"] = " ".join(sorted({*grant["scope"].split(), *values}))
            return
    store.permission_grants.put(
        {
            "id": _opaque_id(principal["id"], person or graph["id"]),
            "clientId": principal["id"],
            "consentType": "Principal" if person else "AllPrincipals",
            "principalId": person,
            "resourceId": graph["id"],
            "scope": " ".join(sorted(values)),
        },
        replicated=True,
    )


def _grant_application(store: Store, principal: Body, value: str) -> None:
    graph = graph_principal(store)
    role_id = next(role["id"] for role in graph["appRoles"] if role["value"] == value)
    for grant in store.app_role_assignments.all_current():
        if (grant["principalId"], grant["resourceId"], grant["appRoleId"]) == (principal["id"], graph["id"], role_id):
            return
    store.app_role_assignments.put(
        {
            "id": _opaque_id(principal["id"], store.new_id()),
            "appRoleId": role_id,
            "principalId": principal["id"],
            "principalType": "ServicePrincipal",
            "principalDisplayName": principal.get("displayName"),
            "resourceId": graph["id"],
            "resourceDisplayName": graph["displayName"],
            "createdDateTime": store.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "deletedDateTime": None,
        },
        replicated=True,
    )


def _opaque_id(first: str, second: str) -> str:
    """Create an id; those of grants are no GUIDs."""
    return base64.urlsafe_b64encode(UUID(first).bytes + UUID(second).bytes).rstrip(b"=").decode()
