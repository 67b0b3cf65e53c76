"""A tenant's dump without what differs from one set-up to the next: ids, times, ports, and the order of things.

Objects keep their number and their names, so that a double or an orphan shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any, Final

_NAMES: Final = ("uniqueName", "userPrincipalName", "displayName", "value")
_LENGTH_OF_A_GUID: Final = 36
_MASKS: Final = {
    r"(scim\.[0-9a-f]{32}\.)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "<id>",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z": "<time>",
    r"localhost:\d+": "<host>",
    r'"hint": "[^"]*"': '"hint": "<secret>"',
    r"being set up, [0-9a-f]{12}": "being set up, <run>",
}


def normalised(dump: dict[str, Any]) -> Any:
    """The dump as nested sorted lists; what refers to a named object says its name instead of its id."""
    text = json.dumps(dump, sort_keys=True)
    for one, name in _names(dump).items():
        text = text.replace(one, name)
    for pattern, mask in _MASKS.items():
        text = re.sub(pattern, mask, text)
    return _sorted(json.loads(text, object_pairs_hook=_one_by_one))


def differences(clean: Any, found: Any) -> str:
    """What differs between two normalised dumps, for people; empty where nothing does."""
    before, after = (json.dumps(side, indent=1).splitlines() for side in (clean, found))
    return "\n".join(unified_diff(before, after, "clean run", "this run", lineterm="", n=6))


def _one_by_one(pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Of two objects that have the same name by now, neither must vanish."""
    return [{key: value} for key, value in pairs]


def _names(dump: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for thing in _things(dump):
        name = next((thing[key] for key in _NAMES if thing.get(key)), "id")
        found[thing["id"]] = f"<{name}>"
        if thing.get("appId"):
            found[thing["appId"]] = f"<client ID of {name}>"
    return found


def _things(part: Any) -> Iterator[dict[str, Any]]:
    """Everything that has an id of its own; what is shorter is a word."""
    if isinstance(part, dict) and len(part.get("id") or "") >= _LENGTH_OF_A_GUID:
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _things(inner)


def _sorted(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _sorted(value) for key, value in part.items()}
    return sorted((_sorted(inner) for inner in part), key=json.dumps) if isinstance(part, list) else part
