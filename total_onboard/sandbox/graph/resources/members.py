"""Members of groups: listed, added by reference, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.errors import bad_request, not_found
from total_onboard.sandbox.graph.objects.application_rules import refuse_repeated
from total_onboard.sandbox.graph.objects.group_rules import check_may_change_members
from total_onboard.sandbox.graph.objects.object_lookup import any_object, by_id, referenced_id, typed_objects
from total_onboard.sandbox.graph.odata.answer import mixed
from total_onboard.sandbox.graph.odata.options import MANY
from total_onboard.sandbox.graph.request import Call, no_content, operation

MOST_PER_REQUEST: Final = 20


def list_members(call: Call) -> Response:
    """``GET /groups/{id}/members``: direct members."""
    group = by_id(call.store.groups, call.path["id"])
    return mixed(call, typed_objects(call.store, call.store.members.get(group["id"], [])))


def list_transitive_members(call: Call) -> Response:
    """``GET /groups/{id}/transitiveMembers``: those of groups within the group as well."""
    group = by_id(call.store.groups, call.path["id"])
    return mixed(call, typed_objects(call.store, dict.fromkeys(_below(call.store, group["id"], set()))))


def add_member(call: Call) -> Response:
    """``POST /groups/{id}/members/$ref``. A group too new for the replicas is a 400 here, not a 404."""
    object_id = referenced_id(call)
    if call.store.groups.truth(call.path["id"]) and not call.store.groups.is_seen(call.path["id"]):
        raise bad_request("The source resource object or one of the objects being referenced don't exist.")
    add_members(call, by_id(call.store.groups, call.path["id"]), [object_id])
    return no_content()


def remove_member(call: Call) -> Response:
    """``DELETE /groups/{id}/members/{member_id}/$ref``."""
    group = by_id(call.store.groups, call.path["id"])
    check_may_change_members(call, group)
    members = call.store.members.get(group["id"], [])
    if (member_id := call.path["member_id"].lower()) not in members:
        raise not_found(member_id)
    members.remove(member_id)
    return no_content()


def add_members(call: Call, group: Body, new: list[str]) -> None:
    """Add all members or, if one cannot be added, none. Raises GraphRefusal."""
    if not new:
        return
    check_may_change_members(call, group)
    if len(new) > MOST_PER_REQUEST:
        raise bad_request(f"The request has more than {MOST_PER_REQUEST} references in 'members'.")
    refuse_repeated(new)
    members = call.store.members.get(group["id"], [])
    for object_id in new:
        _check_member(call.store, group, members, object_id)
    call.store.members[group["id"]] = [*members, *new]


def _check_member(store: Store, group: Body, members: list[str], object_id: str) -> None:
    if object_id == group["id"]:
        raise bad_request("A group cannot be a member of itself.")
    if any_object(store, object_id) is None:
        raise not_found(object_id)
    if object_id in members:
        raise bad_request(
            "One or more added object references already exist for the following modified properties: 'members'."
        )


def _below(store: Store, group_id: str, visited: set[str]) -> Iterator[str]:
    for member in store.members.get(group_id, []):
        yield member
        if member in store.members and member not in visited:
            visited.add(member)
            yield from _below(store, member, visited)


ROUTES = [
    operation("GET", "/groups/{id}/members", list_members, MANY),
    operation("POST", "/groups/{id}/members/$ref", add_member),
    operation("DELETE", "/groups/{id}/members/{member_id}/$ref", remove_member),
    operation("GET", "/groups/{id}/transitiveMembers", list_transitive_members, MANY),
]
