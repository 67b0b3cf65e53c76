"""``$search`` on directory objects: clauses in double quotes, joined by ``AND`` and ``OR``, matched by words.

Sources: Microsoft Graph, "Use the $search query parameter" (directory object collections); known issue 18185.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, unsupported_query
from total_onboard.sandbox.graph.model import Property, Type

Test = Callable[[Body], bool]

_PART: Final = re.compile(r'\s*("(?:[^"\\]|\\["\\])*"|AND\b|OR\b|[()])\s*')
_BY_WORDS: Final = frozenset({"displayName", "description"})
"""Properties that are compared word by word; of the others the beginning counts."""
_WORD: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_CASE_CHANGES: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def compiled_search(text: str, kind: Type) -> Test:
    """Return what a search asks. Raises GraphRefusal: 400 for bad grammar and unknown properties."""
    if "&" in text:
        raise bad_request("Unrecognized query argument specified: ''.", "BadRequest")
    reader = _Reader(_parts(text), kind)
    test = reader.disjunction()
    if reader.left:
        raise _syntax(reader.left[0])
    return test


def words_of(text: str) -> frozenset[str]:
    """Return the words of a property, as the index keeps them.

    Words that only symbols separate also count as one.
    """
    words = set[str]()
    for piece in text.split():
        parts = _split(piece)
        words.update(parts, {"".join(part for part in parts if part.isalnum())})
    return frozenset(words)


def _split(text: str) -> list[str]:
    """Split at blanks, symbols, digits and changes to upper case."""
    return [part.lower() for word in _WORD.findall(text) for part in _CASE_CHANGES.split(word)]


def _parts(text: str) -> list[str]:
    parts, at = [], 0
    while at < len(text):
        if not (found := _PART.match(text, at)):
            raise _syntax(text[at:])
        parts.append(found[1])
        at = found.end()
    return parts


def _syntax(what: str) -> GraphRefusal:
    return bad_request(f"Syntax error: the search clause {what} is not understood.")


@dataclass
class _Reader:
    """Reader by recursive descent; ``left`` is what is still to be read."""

    left: list[str]
    kind: Type

    def disjunction(self) -> Test:
        tests = [self._conjunction()]
        while self._take_if("OR"):
            tests.append(self._conjunction())
        return lambda body: any(test(body) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._term()]
        while self._take_if("AND"):
            tests.append(self._term())
        return lambda body: all(test(body) for test in tests)

    def _term(self) -> Test:
        if self._take_if("("):
            inner = self.disjunction()
            if not self._take_if(")"):
                raise _syntax("')' is missing")
            return inner
        if not self.left or not self.left[0].startswith('"'):
            raise _syntax(self.left[0] if self.left else "''")
        return self._clause(self.left.pop(0))

    def _clause(self, quoted: str) -> Test:
        name, colon, value = re.sub(r"\\(.)", r"\1", quoted[1:-1]).partition(":")
        found = self.kind.properties.get(name)
        if not colon or not value.strip() or found is None:
            raise _syntax(quoted)
        return _by_words(found, value) if found.name in _BY_WORDS else _by_beginning(found, value)

    def _take_if(self, part: str) -> bool:
        if self.left and self.left[0] == part:
            self.left.pop(0)
            return True
        return False


def _by_words(found: Property, value: str) -> Test:
    """Return whether every word that is searched begins a word of the property, in any order."""
    split = _split(value)
    searched = [part for part in split if part.isalnum()] or split

    def test(body: Body) -> bool:
        words = words_of(str(body.get(found.name) or ""))
        return all(any(word.startswith(part) for word in words if word) for part in searched)

    return test


def _by_beginning(found: Property, value: str) -> Test:
    if "startswith" not in found.marks:
        raise unsupported_query(f"Unsupported or invalid search clause specified for property '{found.name}'.")
    start = value.lower()
    return lambda body: str(body.get(found.name) or "").lower().startswith(start)
