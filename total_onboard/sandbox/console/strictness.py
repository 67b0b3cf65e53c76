"""Requests that TOTAL's SCIM service refuses although it understands them, as strict services do."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from scim2_models import InvalidSyntaxException, InvalidValueException

from total_onboard.sandbox.console.scim_refusals import Refusal

_KNOWN: Final = "urn:ietf:params:scim:"


def check_strictly(method: str, body: bytes | None, refused: Collection[Refusal]) -> None:
    """Raise SCIMException for a request that the service refuses; what is no JSON is refused later."""
    document = _document(body)
    if "unknown-schemas" in refused and any(not str(one).startswith(_KNOWN) for one in _list(document, "schemas")):
        raise InvalidSyntaxException(detail="An unknown schema")
    if method == "PATCH":
        for operation in _operations(document):
            _check_operation(operation, refused)


def _check_operation(operation: dict[str, Any], refused: Collection[Refusal]) -> None:
    verb, value = str(operation.get("op", "")), operation.get("value")
    if "capital-verbs" in refused and verb != verb.lower():
        raise InvalidSyntaxException(detail="An unknown operation")
    if "removal-by-value" in refused and verb.lower() == "remove" and value is not None:
        raise InvalidValueException(detail="A removal has no value")
    if "text-for-booleans" in refused and any(isinstance(one, str) for one in _activity(operation)):
        raise InvalidValueException(detail="A boolean is true or false, and not a text")


def _activity(operation: dict[str, Any]) -> Iterator[Any]:
    """Yield every value that an operation gives to ``active``."""
    value = operation.get("value")
    if str(operation.get("path", "")).lower() == "active":
        yield value
    elif isinstance(value, dict):
        yield from (one for name, one in value.items() if name.lower() == "active")


def _document(body: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _list(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name)
    return found if isinstance(found, list) else []


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in _list(document, "Operations") if isinstance(one, dict)]
