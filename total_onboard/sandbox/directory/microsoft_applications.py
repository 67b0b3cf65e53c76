"""The service principals that Microsoft's own applications have in every tenant."""

from __future__ import annotations

from typing import Any, Final

from total_onboard.sandbox.directory.catalog import GRAPH_COMMAND_LINE_TOOLS, MICROSOFT_GRAPH, graph_permissions
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.consent.tenant_wide_consent import grant_delegated

MICROSOFTS_TENANT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"


def add_microsoft_applications(store: Store) -> None:
    """Put Microsoft Graph with its permissions, and the command line tools that people sign in with."""
    graph = _service_principal(store, MICROSOFT_GRAPH, "Microsoft Graph")
    graph["appRoles"] = [_app_role(value, ids["application"]) for value, ids in _with("application")]
    graph["oauth2PermissionScopes"] = [
        _scope(value, ids["delegated"], by_user=ids.get("by_user", False)) for value, ids in _with("delegated")
    ]
    graph["servicePrincipalNames"] = [MICROSOFT_GRAPH, "https://graph.microsoft.com"]
    store.service_principals.put(graph, replicated=True)
    tools = _service_principal(store, GRAPH_COMMAND_LINE_TOOLS, "Microsoft Graph Command Line Tools")
    store.service_principals.put(tools, replicated=True)


def consent_to_tools(store: Store) -> None:
    """Let an administrator have consented to all that the command line tools may ask for, for everybody."""
    tools = next(body for body in store.service_principals.all_current() if body["appId"] == GRAPH_COMMAND_LINE_TOOLS)
    grant_delegated(store, tools, [value for value, _ in _with("delegated")])


def _with(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(value, ids) for value, ids in graph_permissions().items() if kind in ids]


def _service_principal(store: Store, app_id: str, name: str) -> Body:
    return {
        "id": store.new_id(),
        "appId": app_id,
        "displayName": name,
        "appDisplayName": name,
        "appOwnerOrganizationId": MICROSOFTS_TENANT,
        "appRoleAssignmentRequired": False,
        "applicationTemplateId": None,
        "accountEnabled": True,
        "servicePrincipalType": "Application",
        "servicePrincipalNames": [app_id],
        "signInAudience": "AzureADMultipleOrgs",
        "preferredSingleSignOnMode": None,
        "tags": [],
        "appRoles": [],
        "oauth2PermissionScopes": [],
        "passwordCredentials": [],
        "keyCredentials": [],
    }


def _app_role(value: str, role_id: str) -> Body:
    return {
        "id": role_id,
        "value": value,
        "displayName": value,
        "description": value,
        "allowedMemberTypes": ["Application"],
        "isEnabled": True,
        "origin": "Application",
    }


def _scope(value: str, scope_id: str, *, by_user: bool) -> Body:
    return {
        "id": scope_id,
        "value": value,
        "type": "User" if by_user else "Admin",
        "isEnabled": True,
        "adminConsentDisplayName": value,
        "adminConsentDescription": value,
        "userConsentDisplayName": value,
        "userConsentDescription": value,
    }
