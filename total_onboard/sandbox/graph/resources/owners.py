"""Owners of applications, service principals and groups, by reference."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, not_found
from total_onboard.sandbox.graph.objects.group_rules import check_unit
from total_onboard.sandbox.graph.objects.object_lookup import Find, any_object, by_id, referenced_id, typed_objects
from total_onboard.sandbox.graph.odata.answer import mixed
from total_onboard.sandbox.graph.odata.options import LIST
from total_onboard.sandbox.graph.request import Call, Handler, no_content, operation
from total_onboard.sandbox.graph.resources import applications, service_principals

MOST: Final = 100


def _group(call: Call) -> Body:
    return by_id(call.store.groups, call.path["id"])


def _list(find: Find) -> Handler:
    def answer(call: Call) -> Response:
        return mixed(call, typed_objects(call.store, call.store.owners.get(find(call)["id"], [])))

    return answer


def _add(find: Find) -> Handler:
    def answer(call: Call) -> Response:
        body = find(call)
        owned = body["id"]
        check_unit(call, body)
        call.store.owners[owned] = with_owner(call, call.store.owners.get(owned, []), referenced_id(call))
        return no_content()

    return answer


def with_owner(call: Call, owners: list[str], object_id: str) -> list[str]:
    """Return the owners and a further one, a person or a service principal. Raises GraphRefusal."""
    found = any_object(call.store, object_id)
    if found is None:
        raise not_found(object_id)
    if found[0] == "groups":
        raise bad_request("The reference target is not valid for the link 'owners'.")
    if object_id in owners:
        raise bad_request(
            "One or more added object references already exist for the following modified properties: 'owners'."
        )
    if len(owners) >= MOST:
        message = (
            f"Unable to perform operation as '{len(owners) + 1}' would exceed the maximum quota count '{MOST}' for "
            "forward-link 'owners'."
        )
        raise GraphRefusal(403, "Directory_QuotaExceeded", message)
    return [*owners, object_id]


def _remove(find: Find) -> Handler:
    def answer(call: Call) -> Response:
        body = find(call)
        check_unit(call, body)
        owners = call.store.owners.get(body["id"], [])
        owner_id = call.path["owner_id"].lower()
        if owner_id not in owners:
            raise not_found(owner_id)
        if find is _group and len(owners) == 1:
            raise bad_request("The group must have at least one owner, hence this owner cannot be removed.")
        owners.remove(owner_id)
        return no_content()

    return answer


_FINDERS: Final = {
    "/applications/{id}/owners": applications.found_by_id,
    "/servicePrincipals/{id}/owners": service_principals.found_by_id,
    "/groups/{id}/owners": _group,
}

ROUTES = [
    route
    for path, find in _FINDERS.items()
    for route in (
        operation("GET", path, _list(find), LIST),
        operation("POST", f"{path}/$ref", _add(find)),
        operation("DELETE", f"{path}/{{owner_id}}/$ref", _remove(find)),
    )
]
