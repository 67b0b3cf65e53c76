"""Microsoft Graph permissions: asked for by the application, and consented to for the tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.store import Body, Store

GRAPH: Final = "00000003-0000-0000-c000-000000000000"


@dataclass(frozen=True)
class Permission:
    """One permission. ``kind`` is ``Delegated`` or ``Application``."""

    name: str
    kind: str
    is_consented: bool


def permissions(store: Store, application: Body, principal: Body) -> tuple[Permission, ...]:
    """Return every permission on Microsoft Graph that the application asks for."""
    graph: Body = next((one for one in store.service_principals.all_current() if one.get("appId") == GRAPH), {})
    wanted = [
        access
        for resource in application.get("requiredResourceAccess", [])
        if resource["resourceAppId"] == GRAPH
        for access in resource["resourceAccess"]
    ]
    scopes, roles = _granted_scopes(store, principal), _granted_roles(store, principal)
    return tuple(_permission(graph, access, scopes, roles) for access in wanted)


def _permission(graph: Body, access: Body, scopes: set[str], roles: set[str]) -> Permission:
    is_role = access["type"] == "Role"
    known = graph.get("appRoles" if is_role else "oauth2PermissionScopes", [])
    name = next((str(one["value"]) for one in known if one["id"] == access["id"]), str(access["id"]))
    if is_role:
        return Permission(name, "Application", access["id"] in roles)
    return Permission(name, "Delegated", name in scopes)


def _granted_scopes(store: Store, principal: Body) -> set[str]:
    grants = [one for one in store.permission_grants.all_current() if one["clientId"] == principal.get("id")]
    return {scope for grant in grants if grant["consentType"] == "AllPrincipals" for scope in grant["scope"].split()}


def _granted_roles(store: Store, principal: Body) -> set[str]:
    return {
        one["appRoleId"]
        for one in store.app_role_assignments.all_current()
        if one["principalId"] == principal.get("id") and one["principalType"] == "ServicePrincipal"
    }
