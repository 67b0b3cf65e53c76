"""``/users``: people, by id or user principal name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import role_names
from total_onboard.sandbox.directory.role_assignments import roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.body_validation import is_guid
from total_onboard.sandbox.graph.errors import not_found, unsupported_query
from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import many, mixed, of_type, one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, operation
from total_onboard.sandbox.graph.resources.directory_roles import directory_role


def list_memberships(call: Call, object_id: str, *, transitive: bool, cast: str | None = None) -> Response:
    """List memberships of all types, or of one; a cast with a filter or count is an advanced query."""
    found = list(_memberships(call.store, object_id, transitive=transitive))
    if cast is None:
        return mixed(call, found)
    if call.options.filter and not (call.options.advanced and call.options.count):
        raise unsupported_query("The query needs $count=true and the header 'ConsistencyLevel: eventual'.")
    return of_type(call, (body for type_name, body in found if type_name == cast), cast)


def _memberships(store: Store, object_id: str, *, transitive: bool) -> Iterator[tuple[str, Body]]:
    for template_id, way in roles_held(store, object_id).items():
        if (transitive or way == "Direct") and template_id in role_names():
            yield "directoryRole", directory_role(store, template_id)
    for group_id in _groups_above(store, object_id, set(), transitive=transitive):
        if group := store.groups.seen(group_id):
            yield "group", group


def _groups_above(store: Store, object_id: str, visited: set[str], *, transitive: bool) -> Iterator[str]:
    for group_id, members in store.members.items():
        if object_id in members and group_id not in visited:
            visited.add(group_id)
            yield group_id
            if transitive:
                yield from _groups_above(store, group_id, visited, transitive=True)


_NAMES: Final = ("user", "users")
_ADDRESSES: Final = "proxyAddresses"


def list_users(call: Call) -> Response:
    """``GET /users``."""
    people = call.store.users.all_replicated()
    if _ADDRESSES in call.options.select or _ADDRESSES in (call.options.filter or ""):
        people = (with_addresses(body) for body in people)
    return many(call, people, *_NAMES)


def get_user(call: Call) -> Response:
    """``GET /users/{id | userPrincipalName}``."""
    return one(call, with_addresses(found_person(call)), *_NAMES)


def list_transitive_memberships(call: Call) -> Response:
    """``GET /users/{id}/transitiveMemberOf``."""
    return list_memberships(call, found_person(call)["id"], transitive=True)


def found_person(call: Call) -> Body:
    """Return the person of the path. Raises GraphRefusal."""
    key = call.path["id"]
    if not is_guid(key):
        return by_key(call.store.users.all_replicated(), "userPrincipalName", key)
    if (body := call.store.users.seen(key)) is None:
        raise not_found(key)
    return body


def with_addresses(body: Body) -> Body:
    """Return the person with the addresses that follow from her mail address, if none are set."""
    mail = body.get("mail")
    return body if _ADDRESSES in body or not mail else {**body, _ADDRESSES: [f"SMTP:{mail}"]}


ROUTES = [
    operation("GET", "/users", list_users, MANY),
    operation("GET", "/users/{id}", get_user, ONE),
    operation("GET", "/users/{id}/transitiveMemberOf", list_transitive_memberships, MANY),
]
