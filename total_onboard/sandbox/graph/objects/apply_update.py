"""Application of a creation's or an update's properties to an object."""

from __future__ import annotations

from typing import Any

from total_onboard.sandbox.directory.store import Body, Shelf, Store
from total_onboard.sandbox.graph.errors import bad_request, value_taken
from total_onboard.sandbox.graph.model import PRIMITIVES, type_named
from total_onboard.sandbox.graph.request import Call


def take(body: Body, changes: Body, type_name: str) -> None:
    """Write an update's properties into the object: structured values are merged, lists replaced."""
    kind = type_named(type_name)
    for name, value in changes.items():
        found = kind.properties[name]
        if found.type in PRIMITIVES or found.is_collection:
            body[name] = value
        elif value is None:
            body[name] = blank(found.type)
        else:
            body[name] = blank(found.type) | (body.get(name) or {})
            take(body[name], value, found.type)


def blank(type_name: str) -> Body:
    """Return a structured value in which nothing is set."""
    properties = type_named(type_name).properties.values()
    return {found.name: found.empty for found in properties}


def refuse_changed_constants(body: Body, changes: Body, type_name: str) -> None:
    """Refuse changes of what can be set only once. Raises GraphRefusal."""
    for name, value in changes.items():
        found = type_named(type_name).properties.get(name)
        if found and "create" in found.marks and body.get(name) is not None and value != body[name]:
            raise bad_request(f"Property '{name}' cannot be changed once it has a value.")


def refuse_taken(store: Store, kind: str, name: str, value: Any, own_id: str | None = None) -> None:  # noqa: ANN401
    """Refuse a value, perhaps one of a list, that another object has, deleted ones included. Raises GraphRefusal."""
    shelf: Shelf = store.shelves[kind]
    for body in (*shelf.all_current(), *store.deleted.get(kind, {}).values()):
        there = body.get(name)
        if body["id"] != own_id and (value in there if isinstance(there, list) else value == there):
            raise value_taken(name)


def wants_creation(call: Call) -> bool:
    """Return whether the caller sent ``Prefer: create-if-missing``."""
    return "create-if-missing" in call.headers.get("prefer", "").lower()
