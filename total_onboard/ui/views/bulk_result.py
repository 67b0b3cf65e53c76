"""Result of the rows of a file: failures one by one, the others counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from total_onboard.core.formatting import pluralize
from total_onboard.exchange.bulk.row_result import RowOutcome, RowResult
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_line, symbol_line

MOST_SHOWN: Final = 20
"""More sheets than that are counted, not listed."""


def show_rows(screen: Screen, rows: Sequence[RowResult], folder: Path, passphrases: Path | None) -> None:
    """Show the rows, with the failures last."""
    made = _alike(rows, RowOutcome.MADE)
    for row in made if len(made) <= MOST_SHOWN else ():
        text = f"{row.customer}, fingerprint {row.fingerprint}, in {row.path}"
        print_line(screen.result, symbol_line(screen.result, symbols.CREATED, text))
    _count(screen, made, f"made, in {folder}")
    _count(screen, _alike(rows, RowOutcome.KNOWN), "issued before; not made again (--again makes them anew)")
    _count(screen, _alike(rows, RowOutcome.DUPLICATE), "left out, because an earlier row says the same")
    for row in _alike(rows, RowOutcome.FAILED):
        for fault in row.faults:
            where = f"row {row.row}" + (f", {row.customer}" if row.customer else "")
            text = f"{fault.field}: {fault.reason}"
            print_line(screen.result, symbol_line(screen.result, symbols.BAD, text, title=where))
    if made and passphrases:
        screen.say(f"The passphrases of the SCIM tokens are in {passphrases}; tell each on the phone.")


def _alike(rows: Sequence[RowResult], outcome: RowOutcome) -> list[RowResult]:
    return [row for row in rows if row.outcome is outcome]


def _count(screen: Screen, rows: Sequence[RowResult], what: str) -> None:
    if rows:
        mark = symbols.GOOD if rows[0].outcome is RowOutcome.MADE else symbols.KEPT
        print_line(screen.result, symbol_line(screen.result, mark, f"{pluralize(len(rows), 'sheet')} {what}"))
