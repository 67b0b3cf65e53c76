"""Blocks of HCL. Values from outside are quoted, so that none of them is ever evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

References = Mapping[str, str]
_SHORT: Final = {'"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TEMPLATE: Final = re.compile(r"[$%](?=\{)")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Expression:
    """HCL of ours, which is evaluated."""

    text: str


@dataclass(frozen=True)
class Block:
    """A block with labels, arguments and nested blocks."""

    kind: str
    labels: tuple[str, ...] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)
    blocks: Sequence[Block] = ()

    @property
    def address(self) -> str:
        """Return how expressions name it."""
        return ".".join(self.labels if self.kind == "resource" else (self.kind, *self.labels))

    def with_argument(self, name: str, value: object) -> Block:
        """Return it with another argument at the end."""
        return replace(self, arguments={**self.arguments, name: value})

    def lines(self, references: References) -> Iterator[str]:
        """Yield its lines."""
        yield " ".join([self.kind, *(f'"{label}"' for label in self.labels), "{"])
        yield from _indented(_assignments((name, rendered(one, references)) for name, one in self.arguments.items()))
        for number, block in enumerate(self.blocks):
            if number or self.arguments:
                yield ""
            yield from _indented(block.lines(references))
        yield "}"


def rendered(value: Any, references: References) -> str:  # noqa: ANN401
    """Return a value of JSON, or an expression, as HCL; references become expressions."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Mapping):
        return _several("{}", _assignments((_key(key), rendered(one, references)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        items = (f"{rendered(one, references)}," for one in value)
        return _several("[]", (line for item in items for line in item.split("\n")))
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value) if isinstance(value, int | float) else quoted(str(value), references)


def quoted(text: str, references: References) -> str:
    """Return a text in quotes, in which references are interpolated; a reference alone is the expression."""
    if text in references:
        return references[text]
    inner = "".join(map(_character, _TEMPLATE.sub(_escaped, text.replace("\\", "\\\\"))))
    for reference, expression in references.items():
        inner = inner.replace(reference, f"${{{expression}}}")
    return f'"{inner}"'


def _character(one: str) -> str:
    return _SHORT.get(one, one if one.isprintable() else _code_point(one))


def _escaped(match: re.Match[str]) -> str:
    """Write the character by its number: ``$${`` is ambiguous after another ``$``."""
    return _code_point(match[0])


def _code_point(one: str) -> str:
    number = ord(one)
    return f"\\u{number:04x}" if number < 1 << 16 else f"\\U{number:08x}"


def _key(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else quoted(key, {})


def _assignments(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield assignments as ``terraform fmt`` aligns them: neighbors of one line each."""
    for is_aligned, neighbors in groupby(pairs, key=lambda pair: "\n" not in pair[1]):
        of_one_kind = list(neighbors)
        width = max(len(name) for name, _ in of_one_kind) if is_aligned else 0
        for name, value in of_one_kind:
            yield from f"{name:{width}} = {value}".split("\n")


def _several(brackets: str, lines: Iterable[str]) -> str:
    inner = list(_indented(lines))
    return "\n".join([brackets[0], *inner, brackets[1]]) if inner else brackets


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else line for line in lines)
