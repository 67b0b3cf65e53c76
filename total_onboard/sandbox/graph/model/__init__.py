"""Graph's types as far as the sandbox serves them; the tables are in the same folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

PRIMITIVES: Final = frozenset({"String", "Boolean", "Int32", "Guid", "DateTimeOffset", "Binary", "Untyped"})


@dataclass(frozen=True)
class Property:
    """One property. ``type`` is a primitive's name or another type's; ``marks`` are explained in ``entities.toml``."""

    name: str
    type: str
    is_collection: bool
    is_nullable: bool
    marks: frozenset[str]

    @classmethod
    def read(cls, name: str, text: str) -> Property:
        """Read the tables' notation, as in ``[String] create any``."""
        kind, *marks = text.split()
        plain = kind.removesuffix("?")
        return cls(name, plain.strip("[]"), plain.startswith("["), kind.endswith("?"), frozenset(marks))

    @property
    def is_relation(self) -> bool:
        """Whether it leads to other objects."""
        return "relation" in self.marks

    @property
    def empty(self) -> list[object] | None:
        """What Graph shows if nothing is set."""
        return [] if self.is_collection else None


@dataclass(frozen=True)
class Type:
    """An entity type or a complex type."""

    name: str
    properties: MappingProxyType[str, Property]

    @property
    def full_name(self) -> str:
        """The name with its namespace."""
        return f"microsoft.graph.{self.name}"

    @property
    def shown_by_default(self) -> tuple[str, ...]:
        """What an answer holds when nothing is selected."""
        return tuple(name for name, one in self.properties.items() if not one.is_relation and "hidden" not in one.marks)


@cache
def _types() -> dict[str, Type]:
    folder = resources.files(__package__)
    tables = (tomllib.loads((folder / f"{file}.toml").read_text("utf-8")) for file in ("entities", "complex_types"))
    return {
        name: Type(name, MappingProxyType({key: Property.read(key, text) for key, text in rows.items()}))
        for table in tables
        for name, rows in table.items()
    }


def type_named(name: str) -> Type:
    """Return a type by its short name. Raises KeyError."""
    return _types()[name]
