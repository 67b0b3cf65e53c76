"""``$filter``: comparisons, ``startswith``, ``in``, ``any`` and ``and``/``or``, each if the property supports it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import is_date, is_guid
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, unsupported_query
from total_onboard.sandbox.graph.model import Property, Type

Test = Callable[[Body], bool]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z@][\w.@:/-]*|\d[\w.:+-]*)|(?P<sign>[(),]))", re.ASCII
)
_RANGE: Final = {"ge": operator.ge, "le": operator.le}
_ADVANCED: Final = frozenset({"ne", "not", "endswith", "contains"})


def compiled(text: str, kind: Type, *, advanced: bool) -> Test:
    """Return what a filter asks.

    Raises GraphRefusal: 400 for bad grammar, unknown properties, unsupported comparisons.
    """
    reader = _Reader(_tokens(text), kind, advanced)
    test = reader.disjunction()
    if reader.left:
        raise _syntax(f"unexpected '{reader.left[0]}'")
    return test


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        if not (found := _TOKEN.match(text, at)):
            raise _syntax(f"a character at position {at} is not understood")
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _syntax(what: str) -> GraphRefusal:
    return bad_request(f"Invalid filter clause: {what}.", "BadRequest")


@dataclass
class _Reader:
    """Reader by recursive descent; ``left`` is what is still to be read."""

    left: list[str]
    kind: Type
    advanced: bool

    def disjunction(self) -> Test:
        tests = [self._conjunction()]
        while self._take_if("or"):
            tests.append(self._conjunction())
        return lambda body: any(test(body) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._term()]
        while self._take_if("and"):
            tests.append(self._term())
        return lambda body: all(test(body) for test in tests)

    def _term(self) -> Test:
        if self._take_if("("):
            inner = self.disjunction()
            self._expect(")")
            return inner
        word = self._take()
        if word.lower() in _ADVANCED:
            raise unsupported_query(f"Unsupported Query: the function or operator '{word}' is not supported here.")
        if word.lower() == "startswith":
            return self._startswith()
        if word.lower().endswith("/any"):
            return self._any(word[: -len("/any")])
        return self._comparison(self._property(word))

    def _startswith(self) -> Test:
        self._expect("(")
        found = self._property(self._take())
        _require(found, "startswith")
        self._expect(",")
        start = str(_literal(found, self._take())).lower()
        self._expect(")")
        return lambda body: str(body.get(found.name) or "").lower().startswith(start)

    def _any(self, name: str) -> Test:
        """``tags/any(t:t eq 'x')``; of objects by their ids, ``targetResources/any(t:t/id eq 'x')``."""
        found = self._property(name)
        _require(found, "any")
        self._expect("(")
        variable, _, same = self._take().partition(":")
        if not same:
            same = self._take()
        same, _, member = same.partition("/")
        if same != variable or member not in ("", "id") or self._take() != "eq":
            raise unsupported_query("Unsupported Query: only equality is supported inside any().")
        value = self._take()[1:-1] if member else _literal(found, self._take())
        self._expect(")")
        return lambda body: any(_same(one[member] if member else one, value) for one in body.get(found.name) or [])

    def _comparison(self, found: Property) -> Test:
        sign = self._take().lower()
        if sign not in ("eq", "in", "ne", "ge", "gt", "le", "lt", "has"):
            raise _syntax(f"'{sign}' is no operator")
        if sign in _RANGE and "range" in found.marks:
            return self._range(found, sign)
        if sign not in ("eq", "in"):
            raise unsupported_query(f"Unsupported Query: '{sign}' is not supported for '{found.name}'.")
        _require(found, "eq")
        values = [_literal(found, self._take())] if sign == "eq" else self._list(found)
        if None in values and not self.advanced:
            raise unsupported_query(f"Unsupported property filter clause operator 'NullEqual' on '{found.name}'.")
        wanted = frozenset(map(_folded, values))
        return lambda body: _folded(body.get(found.name)) in wanted

    def _range(self, found: Property, sign: str) -> Test:
        """Return dates that are at least, or at most, another."""
        wanted = datetime.fromisoformat(_literal(found, self._take()))
        compare = _RANGE[sign]
        return lambda body: bool(body.get(found.name)) and compare(datetime.fromisoformat(body[found.name]), wanted)

    def _list(self, found: Property) -> list[Any]:
        self._expect("(")
        values = [_literal(found, self._take())]
        while self._take_if(","):
            values.append(_literal(found, self._take()))
        self._expect(")")
        return values

    def _property(self, name: str) -> Property:
        found = self.kind.properties.get(name)
        if found is None or found.is_relation:
            raise _syntax(f"Could not find a property named '{name}' on type '{self.kind.full_name}'")
        return found

    def _take(self) -> str:
        if not self.left:
            raise _syntax("the expression ends too early")
        return self.left.pop(0)

    def _take_if(self, word: str) -> bool:
        if self.left and self.left[0].lower() == word:
            self.left.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take_if(word):
            raise _syntax(f"'{word}' is missing")


def _require(found: Property, mark: str) -> None:
    if mark not in found.marks:
        raise unsupported_query(f"Unsupported or invalid query filter clause specified for property '{found.name}'.")


def _literal(found: Property, token: str) -> Any:  # noqa: ANN401
    if token == "null" and found.is_nullable:  # noqa: S105
        return None
    text = token[1:-1].replace("''", "'") if token.startswith("'") else None
    match found.type:
        case "Boolean" if token in ("true", "false"):
            return token == "true"  # noqa: S105
        case "Int32" if token.isdigit():
            return int(token)
        case "DateTimeOffset" if is_date(token):
            return token
        case "Guid" if is_guid(text or token):
            return text or token
        case "String" if text is not None and found.name == "id" and not is_guid(text):
            raise bad_request(f"Invalid object identifier '{text}'.")
        case "String" if text is not None:
            return text
    raise _syntax(f"the literal {token} does not fit the type of '{found.name}'")


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return bool(_folded(one) == _folded(other))


def _folded(value: Any) -> Any:  # noqa: ANN401
    """Fold the case: directory strings compare without regard to it."""
    return value.lower() if isinstance(value, str) else value
