"""App role assignments: application permissions, and the people and groups of an enterprise application."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.authorization import has_role, role_ids
from total_onboard.sandbox.graph.body_validation import checked
from total_onboard.sandbox.graph.errors import bad_request, denied, not_found
from total_onboard.sandbox.graph.objects.object_lookup import Find, any_object, by_id, opaque_id
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, Handler, no_content, operation
from total_onboard.sandbox.graph.resources import service_principals
from total_onboard.sandbox.graph.resources.users import found_person

DEFAULT_ACCESS: Final = "00000000-0000-0000-0000-000000000000"
"""The role of applications that declare none for people."""

_TYPES: Final = {"users": "User", "groups": "Group", "servicePrincipals": "ServicePrincipal"}
_NAME: Final = "appRoleAssignment"


def _group(call: Call) -> Body:
    return by_id(call.store.groups, call.path["id"])


def _list(find: Find, end: str) -> Handler:
    def answer(call: Call) -> Response:
        owner = find(call)
        rows = (row for row in call.store.app_role_assignments.all_replicated() if row[end] == owner["id"])
        return many(call, rows, _NAME, "appRoleAssignments")

    return answer


def _get(end: str) -> Handler:
    return lambda call: one(call, _assignment(call, service_principals.found_by_id(call), end), _NAME, _NAME + "s")


def _create(find: Find, end: str) -> Handler:
    def answer(call: Call) -> Response:
        owner = find(call)
        given = checked(call.body, _NAME, "create")
        if str(given[end]).lower() != owner["id"]:
            raise bad_request(f"The property '{end}' differs from the object of the path.")
        return made(call, _assign(call, given), _NAME, "appRoleAssignments")

    return answer


def _delete(find: Find, end: str) -> Handler:
    def answer(call: Call) -> Response:
        assignment = _assignment(call, find(call), end)
        resource = call.store.service_principals.truth(assignment["resourceId"])
        _check_may_assign(call, resource)
        call.store.app_role_assignments.remove(assignment["id"])
        return no_content()

    return answer


def _assignment(call: Call, owner: Body, end: str) -> Body:
    found = call.store.app_role_assignments.seen(call.path["assignment_id"])
    if found is None or found[end] != owner["id"]:
        raise not_found(call.path["assignment_id"])
    return found


def _assign(call: Call, given: Body) -> Body:
    """Make an assignment. Raises GraphRefusal."""
    found = any_object(call.store, given["principalId"])
    resource = call.store.service_principals.seen(given["resourceId"])
    if found is None or resource is None:
        raise bad_request("Not a valid reference update.")
    _check_may_assign(call, resource)
    kind, principal = found
    role_id = given["appRoleId"].lower()
    if not _is_offered(resource, role_id, kind):
        raise bad_request(f"Permission being assigned was not found on application '{resource['appId']}'.")
    row = {"principalId": principal["id"], "resourceId": resource["id"], "appRoleId": role_id}
    if any(row.items() <= one.items() for one in call.store.app_role_assignments.all_current()):
        raise bad_request("Permission being assigned already exists on the object")
    return call.store.app_role_assignments.put(row | _annotations(call, principal, resource, _TYPES[kind]))


def _annotations(call: Call, principal: Body, resource: Body, principal_type: str) -> dict[str, Any]:
    return {
        "id": opaque_id(call.store),
        "deletedDateTime": None,
        "createdDateTime": call.now(),
        "principalDisplayName": principal["displayName"],
        "principalType": principal_type,
        "resourceDisplayName": resource["displayName"],
    }


def _is_offered(resource: Body, role_id: str, kind: str) -> bool:
    member = "Application" if kind == "servicePrincipals" else "User"
    offered = [
        role for role in resource.get("appRoles", []) if role["isEnabled"] and member in role["allowedMemberTypes"]
    ]
    if role_id == DEFAULT_ACCESS:
        return not offered
    return any(role["id"].lower() == role_id for role in offered)


def _check_may_assign(call: Call, resource: Body | None) -> None:
    """Require a Privileged Role Administrator, and the permission made for it, for Microsoft Graph's own roles."""
    if resource is None or resource["appId"] != MICROSOFT_GRAPH:
        return
    if "AppRoleAssignment.ReadWrite.All" not in call.caller.scopes:
        raise denied()
    if call.caller.kind == "user" and not has_role(call.caller, role_ids("Privileged Role Administrator")):
        raise denied()


_SP: Final = service_principals.found_by_id
_TO: Final = "/servicePrincipals/{id}/appRoleAssignedTo"
_OF: Final = "/servicePrincipals/{id}/appRoleAssignments"
_OF_GROUP: Final = "/groups/{id}/appRoleAssignments"

ROUTES = [
    operation("GET", _TO, _list(_SP, "resourceId"), LIST),
    operation("POST", _TO, _create(_SP, "resourceId")),
    operation("GET", f"{_TO}/{{assignment_id}}", _get("resourceId"), ONE),
    operation("DELETE", f"{_TO}/{{assignment_id}}", _delete(_SP, "resourceId")),
    operation("GET", _OF, _list(_SP, "principalId"), LIST),
    operation("POST", _OF, _create(_SP, "principalId")),
    operation("GET", f"{_OF}/{{assignment_id}}", _get("principalId"), ONE),
    operation("DELETE", f"{_OF}/{{assignment_id}}", _delete(_SP, "principalId")),
    operation("GET", _OF_GROUP, _list(_group, "principalId"), LIST),
    operation("POST", _OF_GROUP, _create(_group, "principalId")),
    operation("DELETE", f"{_OF_GROUP}/{{assignment_id}}", _delete(_group, "principalId")),
    operation("GET", "/users/{id}/appRoleAssignments", _list(found_person, "principalId"), LIST),
]
