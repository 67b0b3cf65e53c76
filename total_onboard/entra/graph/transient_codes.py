"""Refusals that pass without a change, by Graph's code: ``transient_codes.toml``, and how it is read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_ANY: Final = "*"


@dataclass(frozen=True)
class Transient:
    """One row; ``nothing_done`` is whether even a creating request can be sent again."""

    code: str
    statuses: frozenset[int]
    path: str = ""
    nothing_done: bool = False

    def matches(self, status: int, code: str, path: str) -> bool:
        """Return whether a refusal is of this kind."""
        return status in self.statuses and self.code in (code, _ANY) and self.path in path


@cache
def _rows() -> tuple[Transient, ...]:
    table = tomllib.loads((files(__package__) / "transient_codes.toml").read_text("utf-8"))["transient"]
    return tuple(Transient(**{**row, "statuses": frozenset(row["statuses"])}) for row in table)


def transient(status: int, code: str, path: str) -> Transient | None:
    """Return the row for a refusal, or None if it doesn't pass without a change."""
    return next((row for row in _rows() if row.matches(status, code, path)), None)
