"""Requests of two runs, made comparable: what is new in every run becomes a placeholder.

An id that the tenant never named was made by the client; so was every date. Placeholders of the same request in two
runs stand for each other, and later answers are rewritten accordingly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs

from total_onboard.sandbox.recording.archive import RecordedRun, moments, parsed

_CHANGING: Final = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{12}\b)"
)


@dataclass(frozen=True)
class Signature:
    """Comparable form of a request, and what its placeholders stand for."""

    service: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: str
    values: tuple[str, ...]

    @property
    def address(self) -> tuple[object, ...]:
        """All but the body."""
        return self.service, self.method, self.path, self.query

    @property
    def whole(self) -> tuple[object, ...]:
        """Everything that must be equal."""
        return *self.address, self.body


class Placeholders:
    """Makes signatures; ``known`` are the ids that the tenant or the settings named."""

    def __init__(self, run: RecordedRun, origins: Mapping[str, Iterable[str]]) -> None:
        self._origins = [(origin, f"{{{name}}}") for name, found in origins.items() for origin in found]
        self.known = frozenset(_ids_of(run))

    def signature(self, service: str, method: str, path: str, query: Iterable[tuple[str, str]], body: str) -> Signature:
        """Return the comparable form of a request."""
        values: list[str] = []
        where = self._replaced(path, values)
        arguments = tuple(sorted((name, self._replaced(value, values)) for name, value in query))
        return Signature(service, method, where, arguments, self._body(service, body, values), tuple(values))

    def _body(self, service: str, body: str, values: list[str]) -> str:
        if service == "sign_in":
            return (parse_qs(body).get("grant_type") or [""])[0]
        document = _without_secrets(parsed(body))
        return self._replaced(body if document is None else json.dumps(document, sort_keys=True), values)

    def _replaced(self, text: str, values: list[str]) -> str:
        for origin, name in self._origins:
            text = text.replace(origin, name)

        def placeholder(found: re.Match[str]) -> str:
            if found.lastgroup == "id" and found[0] in self.known:
                return found[0]
            values.append(found[0])
            return f"{{{found.lastgroup}}}"

        return _CHANGING.sub(placeholder, text)


class Renames:
    """What a recorded value is called in this run."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._instants: dict[datetime, datetime] = {}

    def learn(self, recorded: Signature, actual: Signature) -> None:
        """Let the placeholders of two equal requests stand for each other."""
        for old, new in zip(recorded.values, actual.values, strict=False):
            before, now = _instant(old), _instant(new)
            if before and now:
                self._instants[before] = now
            elif old != new:
                self._names[old] = new

    def applied(self, text: str) -> str:
        """Return an answer with the values of this run."""
        if not self._names and not self._instants:
            return text
        return _CHANGING.sub(self._renamed, text)

    def _renamed(self, found: re.Match[str]) -> str:
        if found.lastgroup == "time" and (now := self._instants.get(_instant(found[0]) or datetime.min)):
            return now.isoformat().replace("+00:00", "Z")
        return self._names.get(found[0], found[0])


def _without_secrets(document: Any) -> Any:  # noqa: ANN401
    """Leave out the values of a pair whose key is that of a secret: each run has a secret that only it knows."""
    if isinstance(document, list):
        return [_without_secrets(one) for one in document]
    if not isinstance(document, dict):
        return document
    is_secret = "Token" in str(document.get("key"))
    return {name: None if is_secret and name == "value" else _without_secrets(one) for name, one in document.items()}


def _instant(text: str) -> datetime | None:
    """Return the instant to the second: services differ in the digits of its fraction."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo and len(text) > len("2026-01-01") else None


def _ids_of(run: RecordedRun) -> set[str]:
    """Return the ids that the tenant or the settings named before a request did: others were made by the client."""
    known = set(_ids_in(json.dumps([run.head.settings, run.head.journals, run.head.tenant_id])))
    made: set[str] = set()
    for number, is_answer in moments(run.exchanges):
        one = run.exchanges[number]
        if is_answer:
            known |= {found for found in _ids_in(one.answer) if found not in made}
            continue
        known |= {found for found in _ids_in(json.dumps(dict(one.claims))) if found not in made}
        made |= {found for found in _ids_in(f"{one.path} {one.query} {one.body}") if found not in known}
    return known


def _ids_in(text: str) -> Iterable[str]:
    return (found[0] for found in _CHANGING.finditer(text) if found.lastgroup == "id")
