"""Report of an import: the sheets and hand-offs of another ledger."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Conflict(BaseModel):
    """A sheet that both ledgers have with different values in these fields; nothing of it was imported."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    customer: str
    fields: tuple[str, ...]


class Counts(BaseModel):
    """``completed`` are entries of this ledger that got what they lacked, such as a note or a file."""

    model_config = ConfigDict(frozen=True)

    imported: int = 0
    completed: int = 0
    known: int = 0


class ImportReport(BaseModel):
    """``source`` and ``ledger`` name the places, without user and password."""

    model_config = ConfigDict(frozen=True)

    source: str
    ledger: str
    sheets: Counts
    handoffs: Counts
    conflicts: tuple[Conflict, ...] = ()
