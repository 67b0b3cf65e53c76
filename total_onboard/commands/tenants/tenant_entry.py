"""One tenant of a tenants file, and what is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from total_onboard.settings import ANY_ORGANIZATION


class Fault(NamedTuple):
    """Something wrong in a tenants file; the line is 0 if it isn't known."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Return where it is, and what it is."""
        place = [f"line {self.line}"] if self.line else []
        return f"{', '.join([*place, *([self.column] if self.column else [])])}: {self.reason}".removeprefix(": ")


@dataclass(frozen=True)
class TenantEntry:
    """``home`` is the tenant of the account that signs in; ``values`` are settings by name, for this tenant alone."""

    line: int
    tenant: str
    home: str = ANY_ORGANIZATION
    sheet: Path | None = None
    sheet_passphrase_file: Path | None = None
    app_id: str | None = None
    group_id: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
