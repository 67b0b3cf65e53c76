"""Addresses: hosts, paths and queries with stand-ins."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from total_onboard.entra.recording.public_values import public_values
from total_onboard.entra.recording.texts import Texts

_BY_KEY: Final = re.compile(r"([\w.]+)\((?:([\w.]+)=)?(.*)\)")
_AS_TYPED: Final = frozenset(
    {"$select", "$orderby", "$top", "$count", "$skip", "startIndex", "count", "attributes", "excludedAttributes"}
)
_WITH_LITERALS: Final = frozenset({"$filter", "$expand", "$search", "filter"})
_SAFE: Final = "$@!*'(),=:;~.-_"


class AddressReplacer:
    """Replaces addresses by stand-ins; ``texts`` replaces what is in them."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def url(self, url: str) -> str:
        """Replace an absolute address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return self._texts.stand_ins.opaque(url)
        netloc = self._texts.stand_ins.domain(host) + (f":{port}" if port else "")
        fragment = self._fragment(parts.path, parts.fragment)
        return urlunsplit((parts.scheme, netloc, self.path(parts.path), self.query(parts.query), fragment))

    def path(self, path: str) -> str:
        """Replace the segments of a path that are not public."""
        return "/".join(quote(self._segment(unquote(part)), safe=_SAFE) for part in path.split("/"))

    def query(self, query: str) -> str:
        """Replace the values of a query."""
        if query and "=" not in query:
            return quote(self._texts.value(unquote(query)), safe="")
        return urlencode(
            [(name, self.argument(name, value)) for name, value in parse_qsl(query, True)], quote_via=quote
        )

    def argument(self, name: str, value: str) -> str:
        """Replace one value of a query; what the tool itself types there stays."""
        if name in _AS_TYPED:
            return value
        return self._texts.filter(value) if name in _WITH_LITERALS else self._texts.value(value)

    def _segment(self, segment: str) -> str:
        if not segment or segment in public_values():
            return segment
        if found := _BY_KEY.fullmatch(segment):
            name, key, value = found.groups()
            within = self._texts.filter(value)
            return f"{self._texts.value(name)}({f'{key}=' if key else ''}{within})"
        return self._texts.value(segment)

    def _fragment(self, path: str, fragment: str) -> str:
        replace: Callable[[str], str] = self._texts.filter if path.endswith("$metadata") else self._texts.value
        return replace(fragment) if fragment else ""
