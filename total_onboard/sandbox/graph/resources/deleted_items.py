"""``/directory/deletedItems``: objects deleted in the last thirty days; list, restore or purge."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.authorization import has_role, role_ids
from total_onboard.sandbox.graph.errors import denied, not_found
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.odata.answer import many, shaped
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, Handler, ODataResponse, no_content, operation
from total_onboard.sandbox.provisioning.service import synchronization_service

_TYPES: Final = {"applications": "application", "groups": "group", "servicePrincipals": "servicePrincipal"}
_APPLICATION_ROLES: Final = (
    "Application Administrator",
    "Cloud Application Administrator",
    "Hybrid Identity Administrator",
)
_GROUP_ROLES: Final = ("Groups Administrator", "User Administrator")


def _list(kind: str) -> Handler:
    def answer(call: Call) -> Response:
        return many(call, call.store.deleted.get(kind, {}).values(), _TYPES[kind], kind)

    return answer


def get_deleted(call: Call) -> Response:
    """``GET /directory/deletedItems/{id}``."""
    return _answer(call, *_found(call))


def restore(call: Call) -> Response:
    """Bring an object back; an application without its service principal."""
    kind, body = _found(call)
    _check_may_change(call, kind)
    del call.store.deleted[kind][body["id"]]
    body["deletedDateTime"] = None
    call.store.shelves[kind].put(body)
    return _answer(call, kind, body)


def purge(call: Call) -> Response:
    """``DELETE /directory/deletedItems/{id}``: its unique name is free again, and a principal's jobs are gone."""
    kind, body = _found(call)
    _check_may_change(call, kind)
    del call.store.deleted[kind][body["id"]]
    call.store.owners.pop(body["id"], None)
    call.store.members.pop(body["id"], None)
    if call.store.persona.readings.purged_principal == "takes_job_along":
        synchronization_service(call.store).forget(body["id"])
    for credential in body.get("passwordCredentials", []):
        call.store.password_hashes.pop(credential["keyId"], None)
    return no_content()


def _found(call: Call) -> tuple[str, Body]:
    for kind, bodies in call.store.deleted.items():
        if body := bodies.get(call.path["id"].lower()):
            return kind, body
    raise not_found(call.path["id"])


def _check_may_change(call: Call, kind: str) -> None:
    scope = "Group.ReadWrite.All" if kind == "groups" else "Application.ReadWrite.All"
    roles = role_ids(*(_GROUP_ROLES if kind == "groups" else _APPLICATION_ROLES))
    if scope not in call.caller.scopes or (call.caller.kind == "user" and not has_role(call.caller, roles)):
        raise denied()


def _answer(call: Call, kind: str, body: Body) -> Response:
    found = type_named(_TYPES[kind])
    content = {
        "@odata.context": f"{call.root}/$metadata#directoryObjects/$entity",
        "@odata.type": f"#{found.full_name}",
        **shaped(body, found, call.options.select),
    }
    return ODataResponse(content)


_ITEM: Final = "/directory/deletedItems/{id}"

ROUTES = [
    operation("GET", f"/directory/deletedItems/{prefix}.{type_name}", _list(kind), MANY)
    for kind, type_name in _TYPES.items()
    for prefix in ("graph", "microsoft.graph")
]
ROUTES += [
    operation("GET", _ITEM, get_deleted, ONE),
    operation("DELETE", _ITEM, purge),
    operation("POST", f"{_ITEM}/restore", restore),
]
