"""``$expand``: what an object's relations lead to, at most twenty of each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from total_onboard.sandbox.directory.store import Body, Shelf
from total_onboard.sandbox.graph.model import type_named
from total_onboard.sandbox.graph.objects.object_lookup import typed_objects
from total_onboard.sandbox.graph.odata.answer import Expand, shaped
from total_onboard.sandbox.graph.request import Call

MOST: Final = 20


def relation(call: Call) -> Expand:
    """Return how a call's objects are expanded."""
    store = call.store

    def expand(body: Body, name: str) -> list[Body]:
        match name:
            case "owners":
                return _objects(call, store.owners.get(body["id"], []))
            case "members":
                return _objects(call, store.members.get(body["id"], []))
            case "appRoleAssignedTo":
                return _rows(store.app_role_assignments, "resourceId", body, "appRoleAssignment")
            case "appRoleAssignments":
                return _rows(store.app_role_assignments, "principalId", body, "appRoleAssignment")
        return _rows(store.permission_grants, "clientId", body, "oAuth2PermissionGrant")

    return expand


def _objects(call: Call, ids: Iterable[str]) -> list[Body]:
    pairs = islice(typed_objects(call.store, ids), MOST)
    return [{"@odata.type": f"#microsoft.graph.{name}", **shaped(body, type_named(name))} for name, body in pairs]


def _rows(shelf: Shelf, name: str, body: Body, type_name: str) -> list[Body]:
    found = (one for one in shelf.all_replicated() if one.get(name) == body["id"])
    return [shaped(one, type_named(type_name)) for one in islice(found, MOST)]
