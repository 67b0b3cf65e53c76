"""The functions that an attribute mapping may call; Entra page “Reference for writing expressions”."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Value = str | bool | int | list[str] | None


@dataclass(frozen=True)
class Function:
    """One function: the keys of its parameters, in order, of which the last may be ``repeated``, and what it does.

    A parameter that is ``optional`` may be left empty; it then arrives as None.
    """

    name: str
    keys: tuple[str, ...]
    apply: Callable[[Sequence[Value]], Value]
    repeated: bool = False
    optional: frozenset[str] = frozenset()

    def key(self, position: int) -> str | None:
        """Return the key of the parameter at a position; None when the function takes no such parameter."""
        if position < len(self.keys):
            return self.keys[position]
        return self.keys[-1] if self.repeated else None


def text(value: Value) -> str:
    """Return a value as text: nothing is empty, truth is ``True`` or ``False``, several values stand with commas."""
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, list) else str(value)


def _switch(values: Sequence[Value]) -> Value:
    source, default, *cases = values
    pairs = zip(cases[::2], cases[1::2], strict=False)
    return next((result for case, result in pairs if text(case) == text(source)), default)


def _join(values: Sequence[Value]) -> Value:
    separator, *sources = values
    return text(separator).join(text(source) for source in sources if source not in (None, ""))


def _mid(values: Sequence[Value]) -> Value:
    source, start, length = values
    if source is None:
        return None
    first = int(text(start))
    return text(source)[first - 1 : first - 1 + int(text(length))]


def _coalesce(values: Sequence[Value]) -> Value:
    return next((value for value in values if value not in (None, "")), None)


def _without_diacritics(values: Sequence[Value]) -> Value:
    (source,) = values
    if source is None:
        return None
    parts = unicodedata.normalize("NFD", text(source))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _of_text(change: Callable[[str], str]) -> Callable[[Sequence[Value]], Value]:
    return lambda values: None if values[0] is None else change(text(values[0]))


_CULTURE: Final = frozenset({"culture"})

FUNCTIONS: Final = {
    function.name: function
    for function in (
        Function("Append", ("source", "suffix"), lambda values: text(values[0]) + text(values[1])),
        Function("Coalesce", ("source",), _coalesce, repeated=True),
        Function("Join", ("separator", "source"), _join, repeated=True),
        Function("Mid", ("source", "start", "length"), _mid),
        Function("NormalizeDiacritics", ("source",), _without_diacritics),
        Function("Not", ("source",), lambda values: "False" if text(values[0]) == "True" else "True"),
        Function("StripSpaces", ("source",), _of_text(lambda source: source.replace(" ", ""))),
        Function("Switch", ("source", "defaultValue", "switchValue"), _switch, True, frozenset({"defaultValue"})),
        Function("ToLower", ("source", "culture"), _of_text(str.lower), optional=_CULTURE),
        Function("ToUpper", ("source", "culture"), _of_text(str.upper), optional=_CULTURE),
    )
}
