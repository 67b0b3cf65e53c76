"""Which resource of the azuread provider expresses which request; the msgraph provider sends the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from total_onboard.engine.export.declared_request import PRINCIPAL
from total_onboard.engine.export.terraform.hcl import Block, Expression
from total_onboard.engine.export.terraform.request_with_references import PlainRequest

Resources = list[Block]


@dataclass(frozen=True)
class Rule:
    """Requests of this method, address and body, and what expresses them.

    ``members`` are the members that a body must have, no others. ``result`` is the attribute that shows the ID.
    ``import_id`` is the form of the ID by which Terraform imports what exists; empty if it can't.
    """

    method: str
    shape: str
    members: frozenset[str]
    express: Callable[[str, PlainRequest], Resources]
    result: str = "{address}.object_id"
    import_id: str = ""

    def matches(self, request: PlainRequest) -> bool:
        """Return whether it expresses all of a request."""
        members = frozenset(request.body) if isinstance(request.body, dict) else frozenset()
        is_shape = re.fullmatch(self.shape, request.shape) is not None
        return request.method == self.method and is_shape and members == self.members


def resource(type_: str, label: str, arguments: Mapping[str, object], *blocks: Block) -> Block:
    """Return a resource."""
    return Block("resource", (type_, label), arguments, blocks)


def ignoring(*names: str) -> Block:
    """Let Terraform leave what these arguments say as it is, once it is created."""
    return Block("lifecycle", (), {"ignore_changes": [Expression(name) for name in names]})


def graph_request(label: str, request: PlainRequest) -> Resources:
    """Send the request as it is: a PATCH as the desired members of an object, others as an action."""
    if request.method == "PATCH" and not request.headers:
        return [resource("msgraph_update_resource", label, {"url": request.address, "body": request.body})]
    arguments = {"resource_url": request.address, "method": request.method}
    optional = {"headers": request.headers, "query_parameters": request.parameters, "body": request.body}
    given = {name: value for name, value in optional.items() if value}
    return [resource("msgraph_resource_action", label, arguments | given)]


def _application(label: str, request: PlainRequest) -> Resources:
    template = request.address.split("/")[1]
    arguments = {"display_name": request.body["displayName"], "template_id": template}
    return [resource("azuread_application_from_template", label, arguments)]


def _redirect_uris(label: str, request: PlainRequest) -> Resources:
    if set(request.body["web"]) != {"redirectUris"}:
        return graph_request(label, request)
    arguments = {
        "application_id": f"/{request.address}",
        "type": "Web",
        "redirect_uris": request.body["web"]["redirectUris"],
    }
    return [resource("azuread_application_redirect_uris", label, arguments)]


def _required_access(label: str, request: PlainRequest) -> Resources:
    (api,) = request.body["requiredResourceAccess"]
    arguments = {
        "application_id": f"/{request.address}",
        "api_client_id": api["resourceAppId"],
    }
    named = {"scope_ids": _ids(api, "Scope"), "role_ids": _ids(api, "Role")}
    given = {name: ids for name, ids in named.items() if ids}
    return [resource("azuread_application_api_access", label, arguments | given)]


def _ids(api: Mapping[str, Any], kind: str) -> list[str]:
    return [one["id"] for one in api["resourceAccess"] if one["type"] == kind]


def _owner(label: str, request: PlainRequest) -> Resources:
    application = request.address.removesuffix("/owners/$ref")
    arguments = {"application_id": f"/{application}", "owner_object_id": _last(request.body["@odata.id"])}
    return [resource("azuread_application_owner", label, arguments)]


def _delegated_grant(label: str, request: PlainRequest) -> Resources:
    arguments = {
        "service_principal_object_id": request.body["clientId"],
        "resource_service_principal_object_id": request.body["resourceId"],
        "claim_values": request.body["scope"].split(),
    }
    return [resource("azuread_service_principal_delegated_permission_grant", label, arguments)]


def _role_assignment(label: str, request: PlainRequest) -> Resources:
    arguments = {
        "app_role_id": request.body["appRoleId"],
        "principal_object_id": request.body["principalId"],
        "resource_object_id": request.body["resourceId"],
    }
    return [resource("azuread_app_role_assignment", label, arguments)]


def _group(label: str, request: PlainRequest) -> Resources:
    """Create it, then give it the unique name by which the request addresses it."""
    unique_name = request.shape.removeprefix("groups(uniqueName='").removesuffix("')").replace("''", "'")
    group = resource(
        "azuread_group",
        label,
        {
            "display_name": request.body["displayName"],
            "description": request.body["description"],
            "mail_enabled": request.body["mailEnabled"],
            "mail_nickname": request.body["mailNickname"],
            "security_enabled": request.body["securityEnabled"],
            "prevent_duplicate_names": True,
        },
    )
    url = f"groups/${{{group.address}.object_id}}"
    named = {"url": Expression(f'"{url}"'), "body": {"uniqueName": unique_name}}
    return [group, resource("msgraph_update_resource", f"{label}_unique_name", named)]


def _members(label: str, request: PlainRequest) -> Resources:
    (person,) = request.body["members@odata.bind"]
    group = _last(request.address)
    return [resource("azuread_group_member", label, {"group_object_id": group, "member_object_id": _last(person)})]


def _password(label: str, request: PlainRequest) -> Resources:
    credential = request.body["passwordCredential"]
    arguments = {
        "application_id": f"/{request.address.removesuffix('/addPassword')}",
        "display_name": credential["displayName"],
        "end_date": credential["endDateTime"],
    }
    return [resource("azuread_application_password", label, arguments, ignoring("end_date"))]


def _certificate(label: str, request: PlainRequest) -> Resources:
    """Add a certificate; those that exist stay, which the request alone wouldn't do."""
    (credential,) = request.body["keyCredentials"]
    arguments = {
        "application_id": f"/{request.address}",
        "type": credential["type"],
        "encoding": "base64",
        "value": credential["key"],
        "start_date": credential["startDateTime"],
        "end_date": credential["endDateTime"],
    }
    return [resource("azuread_application_certificate", label, arguments, ignoring("start_date"))]


def _federated(label: str, request: PlainRequest) -> Resources:
    arguments = {
        "application_id": f"/{request.address.removesuffix('/federatedIdentityCredentials')}",
        "display_name": request.body["name"],
        "issuer": request.body["issuer"],
        "subject": request.body["subject"],
        "audiences": request.body["audiences"],
    }
    return [resource("azuread_application_federated_identity_credential", label, arguments)]


def _job(label: str, request: PlainRequest) -> Resources:
    """Create the job; the last request starts it."""
    arguments = {
        "service_principal_id": f"/{request.address.removesuffix('/synchronization/jobs')}",
        "template_id": request.body["templateId"],
        "enabled": False,
    }
    return [resource("azuread_synchronization_job", label, arguments, ignoring("enabled"))]


def _secrets(label: str, request: PlainRequest) -> Resources:
    principal = request.address.removesuffix("/synchronization/secrets")
    credentials = [Block("credential", (), {"key": one["key"], "value": one["value"]}) for one in request.body["value"]]
    return [resource("azuread_synchronization_secret", label, {"service_principal_id": f"/{principal}"}, *credentials)]


def _rule(
    request: str,
    members: str,
    express: Callable[[str, PlainRequest], Resources],
    import_id: str = "",
    result: str = "{address}.object_id",
) -> Rule:
    method, shape = request.split(" ")
    return Rule(method, shape, frozenset(members.split()), express, result, import_id)


_ROLE: Final = "appRoleId principalId resourceId"
_PRINCIPAL: Final = r"servicePrincipals/{\w+}"
_ASSIGNED: Final = "/servicePrincipals/{resourceId}/appRoleAssignedTo/{existing}"
RULES: Final[Sequence[Rule]] = (
    _rule(
        r"POST applicationTemplates/{\w+}/instantiate",
        "displayName",
        _application,
        "/applicationTemplates/{of}/instantiate/{existing}/{principal}",
        "{address}.application_object_id",
    ),
    _rule(r"POST applications/{\w+}/owners/\$ref", "@odata.id", _owner, "/applications/{of}/owners/{existing}"),
    _rule(r"PATCH applications/{\w+}", "web", _redirect_uris, "/applications/{of}/redirectUris/{existing}"),
    _rule(
        r"PATCH applications/{\w+}",
        "requiredResourceAccess",
        _required_access,
        "/applications/{of}/apiAccess/{existing}",
    ),
    _rule(r"POST applications/{\w+}/addPassword", "passwordCredential", _password),
    _rule(r"PATCH applications/{\w+}", "keyCredentials", _certificate),
    _rule(
        r"POST applications/{\w+}/federatedIdentityCredentials",
        "audiences issuer name subject",
        _federated,
        "{of}/federatedIdentityCredential/{existing}",
    ),
    _rule(
        r"POST oauth2PermissionGrants",
        "clientId consentType resourceId scope",
        _delegated_grant,
        "/oauth2PermissionGrants/{existing}",
    ),
    _rule(rf"POST {_PRINCIPAL}/appRoleAssignments", _ROLE, _role_assignment, _ASSIGNED),
    _rule(rf"POST {_PRINCIPAL}/appRoleAssignedTo", _ROLE, _role_assignment, _ASSIGNED),
    _rule(
        r"PATCH groups\(uniqueName='.*'\)",
        "description displayName mailEnabled mailNickname securityEnabled",
        _group,
        "/groups/{existing}",
    ),
    _rule(r"PATCH groups/{\w+}", "members@odata.bind", _members, "{of}/member/{existing}"),
    _rule(
        rf"POST {_PRINCIPAL}/synchronization/jobs",
        "templateId",
        _job,
        "/servicePrincipals/{of}/synchronization/jobs/{existing}",
        "basename({address}.id)",
    ),
    _rule(rf"PUT {_PRINCIPAL}/synchronization/secrets", "value", _secrets),
)


def resources_of(label: str, request: PlainRequest) -> tuple[Resources, str]:
    """Return the resources that express a request, and the expression of the ID of what it creates."""
    rule = _rule_for(request)
    if rule is None:
        return graph_request(label, request), ""
    blocks = rule.express(label, request)
    return blocks, rule.result.format(address=blocks[0].address)


def import_id(request: PlainRequest, existing: str, ids: Mapping[str, str]) -> str:
    """Return the ID by which Terraform imports what exists, or an empty text.

    ``ids`` are the IDs that references stand for, by reference; ``of`` is the object that the address begins with.
    """
    rule = _rule_for(request)
    if rule is None or not rule.import_id or not existing:
        return ""
    members = request.body if isinstance(request.body, dict) else {}
    first = next((ids[part] for part in request.address.split("/") if part in ids), "")
    resource_id = ids.get(str(members.get("resourceId")), "")
    return rule.import_id.format(of=first, existing=existing, principal=ids.get(PRINCIPAL, ""), resourceId=resource_id)


def _rule_for(request: PlainRequest) -> Rule | None:
    return next((rule for rule in RULES if rule.matches(request)), None)


def _last(address: str) -> str:
    return str(address).rsplit("/", 1)[-1]
