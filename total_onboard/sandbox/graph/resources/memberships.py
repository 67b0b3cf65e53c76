"""Memberships of a person: groups, and the directory roles that are active now."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import role_names
from total_onboard.sandbox.directory.role_assignments import roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.errors import unsupported_query
from total_onboard.sandbox.graph.odata.answer import mixed, of_type
from total_onboard.sandbox.graph.request import Call
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
