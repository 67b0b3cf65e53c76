"""Finding objects as a reader sees them, and what references to them look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body, Shelf, Store
from total_onboard.sandbox.graph.body_validation import checked, is_guid
from total_onboard.sandbox.graph.errors import bad_request, not_found
from total_onboard.sandbox.graph.request import Call

Find = Callable[[Call], Body]
"""Finds the object that a call's path names. Raises GraphRefusal."""

OBJECT_TYPES: Final = {"users": "user", "groups": "group", "servicePrincipals": "servicePrincipal"}
"""Kinds that can be members, owners and principals, with their types."""

_REFERENCE: Final = re.compile(r"/(directoryObjects|users|groups|servicePrincipals)(?:/([^/()]+)|\('([^']+)'\))")


def by_id(shelf: Shelf, object_id: str) -> Body:
    """Return the object. Raises GraphRefusal when it is not there, or not yet."""
    if not is_guid(object_id):
        raise bad_request(f"Invalid object identifier '{object_id}'.")
    if (body := shelf.seen(object_id)) is None:
        raise not_found(object_id)
    return body


def by_key(bodies: Iterable[Body], name: str, value: str) -> Body:
    """Return the object with an alternate key. Raises GraphRefusal."""
    if (body := first(bodies, name, value)) is None:
        raise not_found(value)
    return body


def first(bodies: Iterable[Body], name: str, value: str) -> Body | None:
    """Return the first object whose property has the value, which compares as the directory's do."""
    wanted = value.lower()
    return next((body for body in bodies if str(body.get(name) or "").lower() == wanted), None)


def any_object(store: Store, object_id: str) -> tuple[str, Body] | None:
    """Return a user, group or service principal that a reader sees, with its kind."""
    for kind in OBJECT_TYPES:
        if body := store.shelves[kind].seen(object_id):
            return kind, body
    return None


def typed_objects(store: Store, ids: Iterable[str]) -> Iterable[tuple[str, Body]]:
    """Return the objects behind ids, with the names of their types."""
    found = (any_object(store, object_id) for object_id in ids)
    return ((OBJECT_TYPES[pair[0]], pair[1]) for pair in found if pair)


def referenced_id(call: Call) -> str:
    """Return the id in a ``$ref`` body. Raises GraphRefusal."""
    return id_of(call, checked(call.body, "reference")["@odata.id"])


def id_of(call: Call, link: Any) -> str:  # noqa: ANN401
    """Return the id at the end of an ``@odata.id``, which must lead to this very Graph. Raises GraphRefusal."""
    path = str(link).removeprefix(call.root)
    found = _REFERENCE.fullmatch(path)
    if path == link or not found:
        raise bad_request("Invalid URL format specified in payload.")
    object_id = found[2] or found[3]
    if not is_guid(object_id):
        raise bad_request(f"Invalid object identifier '{object_id}'.")
    return object_id.lower()


def opaque_id(store: Store) -> str:
    """Return an id that is no GUID, as those of assignments and grants."""
    digits = "abcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(store.random.choice(digits) for _ in range(43))
