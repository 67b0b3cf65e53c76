"""Query options, read strictly: what Graph would not know is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request

LARGEST_PAGE: Final = 999

ONE: Final = frozenset({"$select", "$expand"})
"""What may be asked of a single object."""

MANY: Final = ONE | {"$filter", "$top", "$count", "$orderby", "$search", "$skiptoken"}
"""What may be asked of a collection of directory objects."""

LIST: Final = frozenset({"$select", "$filter", "$top", "$count", "$expand", "$skiptoken"})
"""What may be asked of other collections."""

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Options:
    """One request's query options. ``advanced`` says that the caller sent ``ConsistencyLevel: eventual``."""

    select: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()
    filter: str | None = None
    search: str | None = None
    orderby: str | None = None
    top: int | None = None
    count: bool = False
    skiptoken: str | None = None
    advanced: bool = False


def read_options(query: str, headers: Mapping[str, str], known: frozenset[str]) -> Options:
    """Read a query string. Raises GraphRefusal for options that are unknown, repeated or out of range."""
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise bad_request(f"The query parameter '{name}' is not supported.", "BadRequest")
        if name in given:
            raise bad_request(f"Query option '{name}' was specified more than once.", "BadRequest")
        given[name] = value
    return Options(
        select=_names(given.get("$select")),
        expand=_names(given.get("$expand")),
        filter=given.get("$filter"),
        search=given.get("$search"),
        orderby=given.get("$orderby"),
        top=_page_size(given.get("$top")),
        count=_flag(given.get("$count")),
        skiptoken=given.get("$skiptoken"),
        advanced=_is_eventual(headers),
    )


def _names(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(part.strip() for part in _outside_brackets(text))
    if not all(names):
        raise bad_request("Parsing OData Select and Expand failed: a term is empty.", "BadRequest")
    return names


def _outside_brackets(text: str) -> Iterable[str]:
    """Split at commas that are not inside ``(…)``."""
    depth, term = 0, ""
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield term
            term = ""
        else:
            term += letter
    yield term


def _page_size(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise bad_request(f"Invalid value '{text}' for $top query option found.", "BadRequest")
    size = int(text)
    if not 1 <= size <= LARGEST_PAGE:
        raise bad_request(f"Invalid page size specified: '{size}'. Must be between 1 and {LARGEST_PAGE} inclusive.")
    return size


def _flag(text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise bad_request(f"Invalid value '{text}' for $count query option found.", "BadRequest")
    return text == "true"


def _is_eventual(headers: Mapping[str, str]) -> bool:
    level = headers.get("consistencylevel")
    if level is not None and level.lower() not in ("eventual", "session"):
        raise GraphRefusal(400, "Request_BadRequest", f"Invalid ConsistencyLevel header value '{level}'.")
    return level is not None and level.lower() == "eventual"
