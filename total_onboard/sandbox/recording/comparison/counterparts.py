"""Counterparts: what a recorded id, name or secret is called in the sandbox, learned from answers to equal requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_ID: Final = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"
    r"|(?<![\w-])(?=[a-z_-]*[\dA-Z])[\w-]{43}(?![\w-])"
)
"""Ids of objects, jobs, and of grants and assignments."""
_WHOLE: Final = re.compile(
    r"id|.+Id|secretText|device_code|user_code|refresh_token|userPrincipalName|mail|userName|externalId"
)
"""Members whose whole text names something."""
_SAME: Final = ("id", "externalId", "appId", "roleTemplateId", "skuId", "servicePlanId", "key", "value", "displayName")
"""Members by which elements of two lists are the same."""
_SHORTEST: Final = 6


class Counterparts:
    """Table of counterparts; the first that is learned stays."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._names = {old: new for old, new in known.items() if old}
        self._pattern: re.Pattern[str] | None = None

    def add(self, recorded: str, here: str) -> None:
        """Let one name stand for another."""
        if recorded not in self._names and len(recorded) >= _SHORTEST:
            self._names[recorded] = here
            if recorded != here:  # what keeps its name changes no text
                self._pattern = None

    def has(self, recorded: str) -> bool:
        """Return whether a recorded name has a counterpart."""
        return recorded in self._names

    def of(self, recorded: str) -> str:
        """Return the counterpart of a whole name, or the name itself."""
        return self._names.get(recorded, recorded)

    def applied(self, text: str) -> str:
        """Return a text with the counterparts of everything in it; the longest name counts."""
        if self._pattern is None:
            names = sorted(self._names, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        return self._pattern.sub(lambda found: self._names[found[0]], text)

    def learn(self, recorded: Any, here: Any, name: str = "") -> None:  # noqa: ANN401
        """Learn from two answers to the same request."""
        match recorded, here:
            case dict(), dict():
                for each in recorded.keys() & here.keys():
                    self.learn(recorded[each], here[each], each)
            case list(), list():
                for one, other in self._pairs(recorded, here):
                    self.learn(one, other, name)
            case str(), str():
                self._learn_text(recorded, here, name)

    def _learn_text(self, recorded: str, here: str, name: str) -> None:
        if _WHOLE.fullmatch(name):
            self.add(recorded, here)
        old, new = ids_in(recorded), ids_in(here)
        if len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                self.add(one, other)

    def _pairs(self, recorded: list[Any], here: list[Any]) -> Iterator[tuple[Any, Any]]:
        """Pair the elements that name the same; the others only if there are as many on both sides."""
        left = list(here)
        for position, one in enumerate(recorded):
            found = next((other for other in left if self._is_same(one, other)), None)
            if found is not None:
                left.remove(found)
                yield one, found
            elif len(recorded) == len(here) and here[position] in left and not self._is_other(one, here[position]):
                yield one, here[position]

    def _is_same(self, one: Any, other: Any) -> bool:  # noqa: ANN401
        if not isinstance(one, dict) or not isinstance(other, dict):
            return bool(one == other)
        return any(
            isinstance(one.get(name), str) and self.of(one[name]) == other.get(name) for name in _SAME if name in one
        )

    def _is_other(self, one: Any, other: Any) -> bool:  # noqa: ANN401
        """Return whether an element is known to be another one: its ID has a counterpart, which isn't there."""
        if not isinstance(one, dict) or not isinstance(other, dict):
            return False
        known = (name for name in ("id", "externalId") if isinstance(one.get(name), str) and self.has(one[name]))
        return any(self.of(one[name]) != other.get(name) for name in known)


def ids_in(document: Any) -> list[str]:  # noqa: ANN401
    """Return the object ids in a text or a document, in order."""
    return _ID.findall(document if isinstance(document, str) else json.dumps(document))


def ids_of(documents: Iterable[Any]) -> set[str]:
    """Return all object ids in documents."""
    return {found for one in documents for found in ids_in(one)}
