"""``/roleManagement/directory``: role definitions and assignments, and what Privileged Identity Management offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from total_onboard.sandbox.catalogue import role_names
from total_onboard.sandbox.graph.call import Call, Handler, operation
from total_onboard.sandbox.graph.directory import by_key
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.licences import has_p2
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.odata.answer import many, one, shaped
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.store import Body, Store

_ROOT: Final = "/roleManagement/directory"


def _definitions(_: Store) -> list[Body]:
    return [_definition(template_id) for template_id in role_names()]


def _definition(template_id: str) -> Body:
    name = role_names()[template_id]
    return {
        "id": template_id,
        "templateId": template_id,
        "displayName": name,
        "description": f"{name}, a built-in role.",
        "isBuiltIn": True,
        "isEnabled": True,
        "resourceScopes": ["/"],
        "rolePermissions": [],
        "version": "1",
    }


def _assignments(store: Store) -> list[Body]:
    return list(_rows(store, store.active_roles, "assignment"))


def _active(store: Store) -> list[Body]:
    _check_licence(store)
    more = {
        "assignmentType": "Assigned",
        "memberType": "Direct",
        "startDateTime": store.organization["createdDateTime"],
    }
    return [{**row, **more} for row in _rows(store, store.active_roles, "active")]


def _eligible(store: Store) -> list[Body]:
    _check_licence(store)
    more = {"memberType": "Direct", "startDateTime": store.organization["createdDateTime"]}
    return [
        {**row, **more, "roleEligibilityScheduleId": row["id"]}
        for row in _rows(store, store.eligible_roles, "eligible")
    ]


def _rows(store: Store, held: Mapping[str, list[str]], what: str) -> Iterator[Body]:
    for person, roles in held.items():
        for template_id in roles:
            yield {
                "id": str(uuid5(NAMESPACE_URL, f"{store.tenant_id}/{what}/{person}/{template_id}")),
                "principalId": person,
                "roleDefinitionId": template_id,
                "directoryScopeId": "/",
                "appScopeId": None,
            }


def _check_licence(store: Store) -> None:
    """Without P2 these calls fail; they do not answer with an empty list."""
    if not has_p2(store):
        message = "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license."
        raise GraphRefusal(400, "AadPremiumLicenseRequired", message)


def _expand(body: Body, _: str) -> dict[str, Any]:
    return shaped(_definition(body["roleDefinitionId"]), type_named("unifiedRoleDefinition"))


def _list(rows: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    return lambda call: many(call, rows(call.store), type_name, f"roleManagement/directory/{name}", _expand)


def _get(rows: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    def answer(call: Call) -> Response:
        found = by_key(rows(call.store), "id", call.path["id"])
        return one(call, found, type_name, f"roleManagement/directory/{name}", _expand)

    return answer


def _of_caller(rows: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    """``filterByCurrentUser(on='principal')``."""

    def answer(call: Call) -> Response:
        if call.path["on"] != "principal":
            raise bad_request("The value of parameter 'on' is not supported.", "BadRequest")
        mine = [row for row in rows(call.store) if row["principalId"] == call.caller.oid]
        return many(call, mine, type_name, f"roleManagement/directory/{name}", _expand)

    return answer


_COLLECTIONS: Final = {
    "roleDefinitions": (_definitions, "unifiedRoleDefinition"),
    "roleAssignments": (_assignments, "unifiedRoleAssignment"),
    "roleAssignmentScheduleInstances": (_active, "unifiedRoleAssignmentScheduleInstance"),
    "roleEligibilityScheduleInstances": (_eligible, "unifiedRoleEligibilityScheduleInstance"),
}

ROUTES = [
    route
    for name, (rows, type_name) in _COLLECTIONS.items()
    for route in (
        operation("GET", f"{_ROOT}/{name}", _list(rows, type_name, name), LIST),
        operation("GET", f"{_ROOT}/{name}/{{id}}", _get(rows, type_name, name), ONE),
    )
]
ROUTES += [
    operation(
        "GET",
        f"{_ROOT}/{name}/filterByCurrentUser(on='{{on}}')",
        _of_caller(*_COLLECTIONS[name], name),
        LIST,
    )
    for name in ("roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances")
]
ROUTES.reverse()
