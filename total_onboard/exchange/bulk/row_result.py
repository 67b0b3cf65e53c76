"""Result of each row of a file of customers."""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

THE_ROW: Final = "row"
"""The field of a fault that no single cell has."""


class RowOutcome(StrEnum):
    """Result of a row, as shown to people."""

    MADE = "made"
    KNOWN = "issued before"
    DUPLICATE = "duplicate"
    FAILED = "failed"


class RowProblem(BaseModel):
    """Reason why a row cannot become a sheet: the column's name, or :data:`THE_ROW`."""

    model_config = ConfigDict(frozen=True)

    field: str
    reason: str


class RowResult(BaseModel):
    """The members of a sheet are null if the row has none; of one that was issued before, the file is not known."""

    model_config = ConfigDict(frozen=True)

    row: int
    customer: str
    outcome: RowOutcome
    id: UUID | None = None
    path: str | None = None
    fingerprint: str | None = None
    issued_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    faults: tuple[RowProblem, ...] = ()
