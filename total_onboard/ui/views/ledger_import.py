"""What an import did, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.core.formatting import counted
from total_onboard.ui import symbols
from total_onboard.ui.layout import next_step, print_facts, put, signed_line

if TYPE_CHECKING:
    from total_onboard.exchange.ledger.import_report import Counts, ImportReport
    from total_onboard.ui.console import Screen


def show_import(screen: Screen, report: ImportReport) -> None:
    """Show the counts, then the conflicts, which need a decision."""
    text = f"Imported {report.source} into {report.ledger}."
    put(screen.result, signed_line(screen.result, symbols.GOOD, text))
    print_facts(screen.result, (("sheets", _counts(report.sheets)), ("hand-offs", _counts(report.handoffs))))
    for one in report.conflicts:
        text = f"sheet {one.id} differs between the ledgers ({', '.join(one.fields)}); not imported"
        put(screen.result, signed_line(screen.result, symbols.CAUTION, text, title=one.customer))
    if report.conflicts:
        advice = (
            f"Kept the values of {report.ledger} for {counted(len(report.conflicts), 'sheet')}. Compare with "
            "total-onboard value-sheet show SHEET-ID in both ledgers; change a note with value-sheet note."
        )
        put(screen.result, next_step(screen.result, advice))


def _counts(counts: Counts) -> str:
    return f"{counts.imported} imported, {counts.completed} completed, {counts.known} known already"
