"""Defaults that Graph adds to new objects, and what a service principal copies from its application."""

from __future__ import annotations

import copy
from typing import Final

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.objects.apply_update import blank, take
from total_onboard.sandbox.graph.request import Call

_STRUCTURED: Final = {
    "api": "apiApplication",
    "info": "informationalUrl",
    "publicClient": "publicClientApplication",
    "spa": "spaApplication",
    "web": "webApplication",
}


def new_application(call: Call, given: Body) -> Body:
    """Build an application object with a new application (client) id."""
    ids: Body = {"id": call.store.new_id(), "appId": call.store.new_id(), "createdDateTime": call.now()}
    body = ids | application_defaults(call.store)
    take(body, given, "application")
    return body


def application_defaults(store: Store) -> Body:
    """Return what an application has of which only the name is given."""
    body: Body = {
        "signInAudience": "AzureADMyOrg",
        "publisherDomain": store.persona.domain,
        "isFallbackPublicClient": None,
        "passwordCredentials": [],
        "keyCredentials": [],
        "requiredResourceAccess": [],
        "identifierUris": [],
        "appRoles": [],
        "tags": [],
        "parentalControlSettings": {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"},
        **{name: blank(type_name) for name, type_name in _STRUCTURED.items()},
    }
    body["web"]["implicitGrantSettings"] = {"enableAccessTokenIssuance": False, "enableIdTokenIssuance": False}
    return body


def new_service_principal(call: Call, application: Body, given: Body) -> Body:
    """Return the service principal of an application of this tenant."""
    body: Body = {"id": call.store.new_id(), "createdDateTime": call.now()}
    body |= principal_defaults(call.store, application)
    reflect(application, body)
    take(body, given, "servicePrincipal")
    return body


def principal_defaults(store: Store, application: Body) -> Body:
    """Return what a service principal has of which only the application is given."""
    return {
        "appId": application["appId"],
        "accountEnabled": True,
        "appRoleAssignmentRequired": False,
        "appOwnerOrganizationId": store.tenant_id,
        "applicationTemplateId": application.get("applicationTemplateId"),
        "servicePrincipalType": "Application",
        "preferredSingleSignOnMode": None,
        "tags": list(application.get("tags", [])),
        "passwordCredentials": [],
        "keyCredentials": [],
        "alternativeNames": [],
        "info": blank("informationalUrl"),
    }


def reflect(application: Body, principal: Body) -> None:
    """Carry over what a service principal shows of its application."""
    web = application.get("web") or {}
    principal["displayName"] = principal["appDisplayName"] = application["displayName"]
    principal["appDescription"] = application.get("description")
    principal["appRoles"] = [{**copy.deepcopy(role), "origin": "Application"} for role in application["appRoles"]]
    principal["oauth2PermissionScopes"] = copy.deepcopy(
        (application.get("api") or {}).get("oauth2PermissionScopes", [])
    )
    principal["servicePrincipalNames"] = [*application.get("identifierUris", []), application["appId"]]
    principal["replyUrls"] = list(web.get("redirectUris", []))
    principal["homepage"] = web.get("homePageUrl")
    principal["logoutUrl"] = web.get("logoutUrl")
    principal["signInAudience"] = application.get("signInAudience")


def principal_of(store: Store, app_id: str) -> Body | None:
    """Return the service principal of an application, whether the replicas know it or not."""
    return next((one for one in store.service_principals.all_current() if one["appId"] == app_id), None)
