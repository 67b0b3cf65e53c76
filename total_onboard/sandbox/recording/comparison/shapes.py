"""Shapes of answers: which members they have and of which types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Shape:
    """Types of some values without null, the members of those that are objects, and the elements of the lists."""

    types: frozenset[str] = frozenset()
    members: dict[str, Shape] = field(default_factory=dict)
    element: Shape | None = None


@dataclass(frozen=True)
class ShapeDifference:
    """One member: ``missing`` in the second shape, ``additional`` there, or of another ``type``."""

    kind: str
    member: str
    first: str = ""
    second: str = ""


def shape_of(values: Sequence[Any]) -> Shape:
    """Return the common shape of values that stand in the same place."""
    objects = [one for one in values if isinstance(one, dict)]
    names = {name: None for one in objects for name in one}
    members = {name: shape_of([one[name] for one in objects if name in one]) for name in names}
    elements = [each for one in values if isinstance(one, list) for each in one]
    types = frozenset(_type(one) for one in values if one is not None)
    return Shape(types, members, shape_of(elements) if elements else None)


def shape_differences(first: Shape, second: Shape, path: str = "") -> Iterator[ShapeDifference]:
    """Yield the differences, outermost only; null fits every type, and an empty list every other list."""
    if first.types and second.types and not first.types & second.types:
        yield ShapeDifference("type", path or "(body)", _words(first), _words(second))
        return
    if "object" in first.types & second.types:
        yield from _member_differences(first, second, path)
    if first.element and second.element:
        yield from shape_differences(first.element, second.element, f"{path}[]")


def _member_differences(first: Shape, second: Shape, path: str) -> Iterator[ShapeDifference]:
    for name in [*first.members, *(name for name in second.members if name not in first.members)]:
        where = f"{path}.{name}" if path else name
        if name not in second.members:
            yield ShapeDifference("missing", where, _words(first.members[name]))
        elif name not in first.members:
            yield ShapeDifference("additional", where, "", _words(second.members[name]))
        else:
            yield from shape_differences(first.members[name], second.members[name], where)


def _words(shape: Shape) -> str:
    return " or ".join(sorted(shape.types)) or "null"


def _type(value: Any) -> str:  # noqa: ANN401
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case dict():
            return "object"
        case list():
            return "list"
        case _:
            return "date" if DATE.fullmatch(str(value)) else "string"
