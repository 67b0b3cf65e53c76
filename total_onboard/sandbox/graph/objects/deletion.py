"""Deletion: objects go to the recycle bin for thirty days; assignments of a service principal are purged."""

from __future__ import annotations

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.objects.object_defaults import principal_of
from total_onboard.sandbox.graph.request import Call, no_content


def delete_application(call: Call, body: Body) -> Response:
    """Delete an application, and with it its service principal."""
    if principal := principal_of(call.store, body["appId"]):
        delete_service_principal(call, principal)
    return soft_delete(call, "applications", body)


def delete_service_principal(call: Call, body: Body) -> Response:
    """Delete a service principal; its grants and assignments cannot be restored."""
    _remove_referring(call, "appRoleAssignments", body, ("principalId", "resourceId"))
    _remove_referring(call, "oauth2PermissionGrants", body, ("clientId", "resourceId"))
    _leave_groups(call, body)
    return soft_delete(call, "servicePrincipals", body)


def delete_group(call: Call, body: Body) -> Response:
    """Delete a group; its assignments end."""
    _remove_referring(call, "appRoleAssignments", body, ("principalId",))
    _leave_groups(call, body)
    return soft_delete(call, "groups", body)


def soft_delete(call: Call, kind: str, body: Body) -> Response:
    """Put an object into the recycle bin."""
    call.store.shelves[kind].remove(body["id"])
    body["deletedDateTime"] = call.now()
    call.store.deleted.setdefault(kind, {})[body["id"]] = body
    return no_content()


def _remove_referring(call: Call, kind: str, body: Body, names: tuple[str, ...]) -> None:
    shelf = call.store.shelves[kind]
    for one in shelf.all_current():
        if any(one.get(name) == body["id"] for name in names):
            shelf.remove(one["id"])


def _leave_groups(call: Call, body: Body) -> None:
    for members in call.store.members.values():
        if body["id"] in members:
            members.remove(body["id"])
