"""Differences between a recorded answer and the sandbox's: status, error code, headers and shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from total_onboard.sandbox.recording.comparison.shapes import shape_differences, shape_of

_HEADERS: Final = frozenset(
    {
        "content-type",
        "client-request-id",
        "deprecation",
        "location",
        "odata-version",
        "preference-applied",
        "request-id",
        "retry-after",
        "sunset",
        "www-authenticate",
        "x-ms-request-id",
    }
)
_VARIABLE: Final = re.compile(
    r"(?<==')[^']+(?=')|(?<=\(')[^']+(?=')|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<=/)[^/]*(?:@|scim\.)[^/]*|(?<=/)(?=[^/]*\d)[\w-]{24,}(?=/|$)|(?<=^/)[^/]+(?=/(?:v2\.0|oauth2|discovery)/)"
)


@dataclass(frozen=True)
class Answer:
    """One answer. Header names are in small letters; ``document`` is the body as JSON."""

    status: int
    headers: Mapping[str, str]
    document: Any


@dataclass(frozen=True)
class Difference:
    """How the sandbox differs from the recorded service, in one place.

    ``kind`` is status, error-code, missing, additional, type, header or visibility. ``exchange`` is the number of the
    first such exchange in the recording, from 0; ``reason`` says why it is accepted.
    """

    kind: str
    method: str
    path: str
    member: str
    recorded: str
    sandbox: str
    exchange: int
    times: int = 1
    reason: str = ""


def path_pattern(path: str) -> str:
    """Return a path without what names one object."""
    return _VARIABLE.sub("*", path)


def answer_differences(recorded: Answer, here: Answer) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, member, and what both have; of answers with different statuses nothing but these."""
    if recorded.status != here.status:
        yield "status", "", str(recorded.status), str(here.status)
        return
    codes = error_code(recorded.document), error_code(here.document)
    if recorded.status >= 400 and codes[0] != codes[1]:
        yield "error-code", "", *codes
    yield from _header_differences(recorded.headers, here.headers)
    for one in shape_differences(shape_of([recorded.document]), shape_of([here.document])):
        yield one.kind, one.member, one.first, one.second


def error_code(document: Any) -> str:  # noqa: ANN401
    """Return the code of an error: Graph's, that of the sign-in with its AADSTS numbers, or SCIM's."""
    if not isinstance(document, dict):
        return ""
    error = document.get("error")
    if isinstance(error, dict):
        return str(error.get("code", ""))
    numbers = " ".join(map(str, document.get("error_codes") or ()))
    return f"{error} {numbers}".strip() if error else str(document.get("scimType", ""))


def counted(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Put together what differs in the same way in several exchanges."""
    once: dict[tuple[str, ...], Difference] = {}
    for one in found:
        key = (one.kind, one.method, one.path, one.member, one.recorded, one.sandbox)
        once[key] = replace(once[key], times=once[key].times + 1) if key in once else one
    return tuple(once.values())


def _header_differences(recorded: Mapping[str, str], here: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for name in sorted(_HEADERS & (recorded.keys() | here.keys())):
        first, second = _form(name, recorded.get(name)), _form(name, here.get(name))
        if first != second:
            yield "header", name, first, second


def _form(name: str, value: str | None) -> str:
    if value is None:
        return "absent"
    if name == "content-type":
        return value.partition(";")[0].strip().lower() or "absent"
    if name == "retry-after":
        return "seconds" if value.isdigit() else "date"
    return "present"
