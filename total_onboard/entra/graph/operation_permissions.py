"""Operations of Graph: purpose and permissions of each call; the table is ``graph_operations.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

GLOBAL_ADMINISTRATOR_NAME: Final = "Global Administrator"
OWNER: Final = "owner"
_ROOT: Final = re.compile(r"^/(v1\.0|beta)")


@dataclass(frozen=True)
class Operation:
    """One kind of call; ``template`` is its path with ``{id}`` for every id, ``{}`` for every key in brackets.

    ``scopes`` are alternatives, the least first, each of scopes that go together; ``roles`` are names, any of which
    allows it, none if every member of the tenant may.
    """

    method: str
    template: str
    purpose: str
    scopes: tuple[frozenset[str], ...]
    roles: tuple[str, ...]

    def __str__(self) -> str:
        """Return the operation as the reference writes it."""
        return f"{self.method} {self.template}"

    def scope_among(self, asked: Collection[str]) -> frozenset[str]:
        """Return the least of the scopes that were asked for which allows this; empty if none does."""
        return next((together for together in self.scopes if together <= set(asked)), frozenset())

    def roles_among(self, held: Collection[str]) -> tuple[str, ...]:
        """Return which of the roles held, by name, allow this."""
        return tuple(role for role in (*self.roles, GLOBAL_ADMINISTRATOR_NAME) if role in held)


def operation_of(method: str, path: str) -> Operation | None:
    """Return the entry for a call, by its path with or without Graph's version; None for an unknown call."""
    path = _ROOT.sub("", path).replace("/microsoft.graph.", "/graph.")
    return next((one for pattern, one in _patterns() if one.method == method and pattern.fullmatch(path)), None)


def operations() -> tuple[Operation, ...]:
    """Return all entries. A fixed word goes before a placeholder: ``jobs/validateCredentials`` is no job's id."""
    listed = [
        _operation(call, purpose, entry) for entry in _table()["allowed"] for call, purpose in entry["calls"].items()
    ]
    return tuple(sorted(listed, key=lambda one: one.template.count("{")))


def _operation(call: str, purpose: str, entry: dict[str, Any]) -> Operation:
    method, template = call.split(" ", 1)
    return Operation(
        method=method,
        template=template,
        purpose=purpose,
        scopes=tuple(frozenset(together.split(" + ")) for together in entry["scopes"]),
        roles=tuple(_table()["role_sets"][entry["roles"]]),
    )


def role_names(template_ids: Collection[str]) -> tuple[str, ...]:
    """Return the names of those built-in roles that the table knows."""
    return tuple(name for name, role_id in _table()["role_ids"].items() if role_id in template_ids)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "graph_operations.toml").read_text("utf-8"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Operation], ...]:
    return tuple((_pattern(one.template), one) for one in operations())


def _pattern(template: str) -> re.Pattern[str]:
    literal = re.escape(template).replace(re.escape("{id}"), "[^/]+").replace(re.escape("{}"), "[^']+")
    return re.compile(literal)
