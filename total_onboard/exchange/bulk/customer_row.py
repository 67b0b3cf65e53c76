"""One row of a file of customers, read."""

from __future__ import annotations

from dataclasses import dataclass

from total_onboard.exchange.bulk.row_result import RowProblem
from total_onboard.exchange.value_sheet.create import SheetRequest


@dataclass(frozen=True)
class CustomerRow:
    """``number`` is the row as a spreadsheet counts it, the heading being 1. With faults there is no order."""

    number: int
    customer: str
    order: SheetRequest | None
    faults: tuple[RowProblem, ...] = ()
