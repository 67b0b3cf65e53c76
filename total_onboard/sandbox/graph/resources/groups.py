"""``/groups``, also by ``uniqueName`` (Graph reference, Groups)."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked, without_own_id
from total_onboard.sandbox.graph.errors import bad_request, denied, not_found
from total_onboard.sandbox.graph.objects.application_rules import refuse_repeated
from total_onboard.sandbox.graph.objects.apply_update import refuse_changed_constants, take, wants_creation
from total_onboard.sandbox.graph.objects.deletion import delete_group
from total_onboard.sandbox.graph.objects.expansion import relation
from total_onboard.sandbox.graph.objects.group_rules import check_group, check_kind, check_unit
from total_onboard.sandbox.graph.objects.object_lookup import Find, by_id, by_key, first, id_of
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, no_content, operation
from total_onboard.sandbox.graph.resources.members import add_members

_NAMES: Final = ("group", "groups")
_MEMBERS: Final = "members@odata.bind"
_OWNERS: Final = "owners@odata.bind"


def list_groups(call: Call) -> Response:
    """``GET /groups``."""
    return many(call, call.store.groups.all_replicated(), *_NAMES, relation(call))


def create_group(call: Call) -> Response:
    """``POST /groups``; who makes one owns it."""
    return made(call, _create(call, checked(call.body, "group", "create")), *_NAMES)


def found_by_id(call: Call) -> Body:
    """Return the group of the path. Raises GraphRefusal."""
    return by_id(call.store.groups, call.path["id"])


def _found_by_unique_name(call: Call) -> Body:
    return by_key(call.store.groups.all_replicated(), "uniqueName", call.path["unique_name"])


def _get(find: Find) -> Any:  # noqa: ANN401
    return lambda call: one(call, find(call), *_NAMES, relation(call))


def _delete(find: Find) -> Any:  # noqa: ANN401
    def answer(call: Call) -> Response:
        group = find(call)
        check_unit(call, group)
        return delete_group(call, group)

    return answer


def update_group(call: Call) -> Response:
    """``PATCH /groups/{id}``; with nothing but new members, the right to change members is enough."""
    group = found_by_id(call)
    changes = checked(without_own_id(call.body, group["id"]), "group", "update")
    check_unit(call, group)
    if set(changes) != {_MEMBERS} and not call.caller.scopes & {"Group.ReadWrite.All", "Directory.ReadWrite.All"}:
        raise denied()
    return _update(call, group, changes)


def upsert_group(call: Call) -> Response:
    """``PATCH /groups(uniqueName='…')``: 204 updated, 201 created, 404 without the leave to create."""
    name = call.path["unique_name"]
    found = first(call.store.groups.all_replicated(), "uniqueName", name)
    if found is None and not wants_creation(call):
        raise not_found(name)
    changes = checked(call.body, "group", "update" if found else "create")
    if changes.setdefault("uniqueName", name) != name:
        raise bad_request("The uniqueName in the body differs from the one in the path.")
    return _update(call, found, changes) if found else made(call, _create(call, changes), *_NAMES)


def _update(call: Call, group: Body, changes: Body) -> Response:
    new_members = [id_of(call, link) for link in changes.pop(_MEMBERS, [])]
    if _OWNERS in changes:
        raise bad_request(f"Invalid property '{_OWNERS}'.")
    refuse_changed_constants(group, changes, "group")
    check_group(call, changes, group["id"])
    add_members(call, group, new_members)
    take(group, changes, "group")
    return no_content()


def _create(call: Call, given: Body) -> Body:
    members = [id_of(call, link) for link in given.pop(_MEMBERS, [])]
    owners = _owners(call, [id_of(call, link) for link in given.pop(_OWNERS, [])])
    check_group(call, given)
    check_kind(call, given)
    body = _blank(call)
    add_members(call, body, members)
    take(body, given, "group")
    call.store.owners[body["id"]] = owners
    return call.store.groups.put(body)


def _blank(call: Call) -> Body:
    return {
        "id": call.store.new_id(),
        "createdDateTime": call.now(),
        "renewedDateTime": call.now(),
        "groupTypes": [],
        "isAssignableToRole": None,
        "uniqueName": None,
        "visibility": None,
        "membershipRule": None,
        "description": None,
    }


def _owners(call: Call, named: list[str]) -> list[str]:
    """Return the caller and the named owners; naming the caller again is an error (terraform-provider-azuread)."""
    everybody = ([call.caller.oid] if call.caller.kind == "user" else []) + named
    refuse_repeated(everybody)
    if any(call.store.users.seen(one) is None and call.store.service_principals.seen(one) is None for one in named):
        raise bad_request("One or more property values specified are invalid.")
    return everybody


ROUTES = [
    operation("GET", "/groups", list_groups, MANY),
    operation("POST", "/groups", create_group),
    operation("GET", "/groups(uniqueName='{unique_name}')", _get(_found_by_unique_name), ONE),
    operation("PATCH", "/groups(uniqueName='{unique_name}')", upsert_group),
    operation("DELETE", "/groups(uniqueName='{unique_name}')", _delete(_found_by_unique_name)),
    operation("GET", "/groups/{id}", _get(found_by_id), ONE),
    operation("PATCH", "/groups/{id}", update_group),
    operation("DELETE", "/groups/{id}", _delete(found_by_id)),
]
