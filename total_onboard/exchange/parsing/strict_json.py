"""JSON from strangers: one meaning or none. Python's reader takes the last of two members with the same name."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

LARGEST: Final = 128_000
"""Bytes; everything that is read here is a few thousand, a hand-off of hundreds of groups some ten thousand."""


class NotJson(Exception):
    """Text that is no JSON object or is ambiguous; the message says which."""


def parse_json(text: str | bytes) -> dict[str, Any]:
    """Parse one JSON object. Raises NotJson: duplicate names, NaN, too deep, too large, something behind its end."""
    if len(text) > LARGEST:
        raise NotJson("it is too large")
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError as error:
        raise NotJson("it is nested too deeply") from error
    except ValueError as error:
        raise NotJson("it isn't JSON") from error
    if not isinstance(document, dict):
        raise NotJson("it isn't a JSON object")
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("it contains a name twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise NotJson(f"{name} isn't a number")
