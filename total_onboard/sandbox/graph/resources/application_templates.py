"""``/applicationTemplates``: the non-gallery template of the cloud, and its instances."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.body_validation import checked
from total_onboard.sandbox.graph.errors import GraphRefusal, not_found
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.objects.application_rules import check_application
from total_onboard.sandbox.graph.objects.object_defaults import new_application, new_service_principal
from total_onboard.sandbox.graph.odata.answer import many, one, shaped
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, ODataResponse, operation

_USER_ROLE: Final = "18d14569-c3bd-439b-9a66-3a2aee01d14f"
_MSIAM_ROLE: Final = "b9632174-c057-4f7e-951b-be3adc52bfe6"
_HOME_PAGE: Final = (
    "https://account.activedirectory.windowsazure.com:444/applications/default.aspx"
    "?metadata=customappsso|ISV9.1|primary|z"
)
_TAGS: Final = (
    "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
    "WindowsAzureActiveDirectoryIntegratedApp",
)
_PATIENCE: Final = 2.0
"""Seconds for which instantiate waits to read back what it made; then it says 404, and the objects are there."""


def list_templates(call: Call) -> Response:
    """``GET /applicationTemplates``."""
    return many(call, _templates(call.store), "applicationTemplate", "applicationTemplates")


def get_template(call: Call) -> Response:
    """``GET /applicationTemplates/{id}``."""
    return one(call, _found(call), "applicationTemplate", "applicationTemplates")


def instantiate(call: Call) -> Response:
    """Make an application and its service principal; both can be read only later.

    In a tenant whose replicas need more than two seconds the answer is 404, though both were made
    (terraform-provider-azuread looks them up for that reason).
    """
    template = _found(call)
    given = checked(call.body, "instantiateParameters")
    check_application(call.store, given)
    application = call.store.applications.put(_instance(call, template, given))
    principal = call.store.service_principals.put(_principal(call, application))
    answer = call.store.persona.readings.instantiate_answer
    if call.store.persona.replication_lag[0] >= _PATIENCE or answer == "not_found":
        raise not_found(application["id"])
    content = {
        "@odata.context": f"{call.root}/$metadata#microsoft.graph.applicationServicePrincipal",
        "application": shaped(application, type_named("application")),
        "servicePrincipal": shaped(principal, type_named("servicePrincipal")),
    }
    return ODataResponse(content, status_code=200 if answer == "ok" else 201)


def _found(call: Call) -> Body:
    for template in _templates(call.store):
        if call.path["id"].lower() == template["id"]:
            return template
    raise GraphRefusal(404, "Request_ResourceNotFound", f"Template '{call.path['id']}' does not exist.")


def _templates(store: Store) -> list[Body]:
    """Return one template, or in some clouds none."""
    template_id = NON_GALLERY_TEMPLATES.get(store.persona.cloud)
    return [_template(template_id)] if template_id else []


def _template(template_id: str) -> Body:
    return {
        "id": template_id,
        "displayName": "Custom",
        "publisher": None,
        "homePageUrl": None,
        "logoUrl": None,
        "description": None,
        "supportedSingleSignOnModes": ["password", "saml", "external", "oidc"],
        "supportedProvisioningTypes": ["sync"],
        "categories": [],
    }


def _instance(call: Call, template: Body, given: Body) -> Body:
    body = new_application(call, given)
    body["applicationTemplateId"] = template["id"]
    body["appRoles"] = [_role(_USER_ROLE, "User"), _role(_MSIAM_ROLE, "msiam_access")]
    body["api"]["oauth2PermissionScopes"] = [_impersonation(call.store, given["displayName"])]
    body["web"]["homePageUrl"] = _HOME_PAGE
    return body


def _principal(call: Call, application: Body) -> Body:
    return new_service_principal(call, application, {"appRoleAssignmentRequired": True, "tags": list(_TAGS)})


def _role(role_id: str, name: str) -> dict[str, Any]:
    return {
        "id": role_id,
        "displayName": name,
        "description": name,
        "allowedMemberTypes": ["User"],
        "isEnabled": True,
        "origin": "Application",
        "value": None,
    }


def _impersonation(store: Store, name: str) -> dict[str, Any]:
    return {
        "id": store.new_id(),
        "value": "user_impersonation",
        "type": "User",
        "isEnabled": True,
        "adminConsentDisplayName": f"Access {name}",
        "adminConsentDescription": f"Allow the application to access {name} on behalf of the signed-in user.",
        "userConsentDisplayName": f"Access {name}",
        "userConsentDescription": f"Allow the application to access {name} on your behalf.",
    }


ROUTES = [
    operation("GET", "/applicationTemplates", list_templates, LIST),
    operation("GET", "/applicationTemplates/{id}", get_template, ONE),
    operation("POST", "/applicationTemplates/{id}/instantiate", instantiate),
]
