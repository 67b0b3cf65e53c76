"""Sandbox's form of values from a recording: its members and types alone, so that a copy hides no difference."""

from __future__ import annotations

import json
from typing import Any, Final

from total_onboard.sandbox.directory.seed import FOUNDED
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.model import PRIMITIVES, Property, type_named
from total_onboard.sandbox.graph.objects.apply_update import blank
from total_onboard.sandbox.recording.comparison.shapes import DATE

_TEXTS: Final = frozenset({"String", "Guid", "Binary"})


def in_sandbox_form(body: Body, type_name: str) -> Body:
    """Return the members that the sandbox knows of a type; a value of another type becomes one of the sandbox's."""
    properties = type_named(type_name).properties
    known = {name: one for name, one in properties.items() if name in body and not one.is_relation}
    return {name: _fitting(body[name], one) for name, one in known.items()}


def _fitting(value: Any, found: Property) -> Any:  # noqa: ANN401
    if found.is_collection:
        return [_single(one, found) for one in value if one is not None] if isinstance(value, list) else []
    if value is None:
        return None
    single = _single(value, found)
    return single if found.type in PRIMITIVES else blank(found.type) | single


def _single(value: Any, found: Property) -> Any:  # noqa: ANN401
    if found.type in _TEXTS:
        return value if isinstance(value, str) else json.dumps(value)
    match found.type:
        case "Untyped":
            return value
        case "Boolean":
            return value is True
        case "Int32":
            return value if isinstance(value, int) and not isinstance(value, bool) else 0
        case "DateTimeOffset":
            return value if isinstance(value, str) and DATE.fullmatch(value) else FOUNDED
    return in_sandbox_form(value, found.type) if isinstance(value, dict) else {}
