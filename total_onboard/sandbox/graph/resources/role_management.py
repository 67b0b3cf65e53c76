"""``/roleManagement/directory``: role definitions and assignments, and what Privileged Identity Management offers."""

from __future__ import annotations

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from total_onboard.sandbox.directory.role_assignments import definition_ids, role_definition, roles_held, roles_offered
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.objects.object_lookup import OBJECT_TYPES, any_object, by_key
from total_onboard.sandbox.graph.odata.answer import Expand, many, one, shaped
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, Handler, operation
from total_onboard.sandbox.graph.resources.organization_and_skus import has_p2

_ROOT: Final = "/roleManagement/directory"


def _definitions(store: Store) -> list[Body]:
    return [role_definition(store.persona, definition_id) for definition_id in definition_ids(store.persona)]


def _assignments(store: Store) -> list[Body]:
    unit, thing = _unit(store), f"/{uuid5(NAMESPACE_URL, store.tenant_id)}"
    held = {"/": store.active_roles, unit: store.roles_in_unit, thing: store.roles_on_object}
    listed = {at: {who: roles for who, roles in some.items() if _is_listed(store, who)} for at, some in held.items()}
    return [_row(store, at, who, role) for at, some in listed.items() for who, roles in some.items() for role in roles]


def _unit(store: Store) -> str:
    return f"/administrativeUnits/{uuid5(NAMESPACE_URL, store.tenant_id)}"


def _is_listed(store: Store, who: str) -> bool:
    """Return whether an assignment is listed: delegated roles of a partner's accounts are not."""
    return store.users.truth(who) is None or store.users.seen(who) is not None


def _active(store: Store) -> list[Body]:
    return [row for user in store.users.all_current() for row in _active_of(store, user["id"])]


def _active_of(store: Store, who: str) -> list[Body]:
    check_licence(store)
    return [
        {
            **_row(store, "/", who, role),
            "memberType": way,
            "startDateTime": store.organization["createdDateTime"],
            "assignmentType": "Activated" if (who, role) in store.activations else "Assigned",
            "endDateTime": store.activations.get((who, role)),
        }
        for role, way in roles_held(store, who).items()
    ]


def _eligible(store: Store) -> list[Body]:
    return [row for user in store.users.all_current() for row in _eligible_of(store, user["id"])]


def _eligible_of(store: Store, who: str) -> list[Body]:
    check_licence(store)
    more = {"startDateTime": store.organization["createdDateTime"]}
    rows = [{**_row(store, "/", who, role), "memberType": way} for role, way in roles_offered(store, who).items()]
    in_unit = store.eligible_roles_in_unit.get(who, [])
    rows += [{**_row(store, _unit(store), who, role), "memberType": "Direct"} for role in in_unit]
    return [{**row, **more, "roleEligibilityScheduleId": row["id"]} for row in rows]


def _row(store: Store, scope: str, who: str, role: str) -> Body:
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{store.tenant_id}{scope}{who}/{role}")),
        "principalId": who,
        "roleDefinitionId": role,
        "directoryScopeId": scope,
        "resourceScope": scope,
        "appScopeId": None,
    }


def check_licence(store: Store) -> None:
    """Require P2: without it these calls fail instead of answering with an empty list."""
    if not has_p2(store):
        message = "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license."
        raise GraphRefusal(400, "AadPremiumLicenseRequired", message)


def _expand(store: Store) -> Expand:
    def related(body: Body, name: str) -> Any:  # noqa: ANN401
        if name == "roleDefinition":
            definition = role_definition(store.persona, body["roleDefinitionId"])
            return shaped(definition, type_named("unifiedRoleDefinition"))
        kind, holder = any_object(store, body["principalId"]) or ("users", {"id": body["principalId"]})
        found = type_named(OBJECT_TYPES[kind])
        return {"@odata.type": f"#{found.full_name}", **shaped(holder, found)}

    return related


def _list(rows: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    return lambda call: many(call, rows(call.store), type_name, f"roleManagement/directory/{name}", _expand(call.store))


def _get(rows: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    def answer(call: Call) -> Response:
        found = by_key(rows(call.store), "id", call.path["id"])
        return one(call, found, type_name, f"roleManagement/directory/{name}", _expand(call.store))

    return answer


def _of_caller(rows_of: Any, type_name: str, name: str) -> Handler:  # noqa: ANN401
    """``filterByCurrentUser(on='principal')``."""

    def answer(call: Call) -> Response:
        if call.path["on"] != "principal":
            raise bad_request("The value of parameter 'on' is not supported.", "BadRequest")
        return many(
            call,
            rows_of(call.store, call.caller.oid),
            type_name,
            f"roleManagement/directory/{name}",
            _expand(call.store),
        )

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
        _of_caller(rows_of, _COLLECTIONS[name][1], name),
        LIST,
    )
    for name, rows_of in (
        ("roleAssignmentScheduleInstances", _active_of),
        ("roleEligibilityScheduleInstances", _eligible_of),
    )
]
ROUTES.reverse()
