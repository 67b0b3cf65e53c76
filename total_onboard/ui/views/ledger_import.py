"""Result of an import, for people."""

from __future__ import annotations

from total_onboard.core.formatting import pluralize
from total_onboard.exchange.ledger.import_report import Counts, ImportReport
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import next_step, print_facts, print_line, symbol_line


def show_import(screen: Screen, report: ImportReport) -> None:
    """Show the counts, then the conflicts, which need a decision."""
    text = f"Imported {report.source} into {report.ledger}."
    print_line(screen.result, symbol_line(screen.result, symbols.GOOD, text))
    print_facts(screen.result, (("sheets", _counts(report.sheets)), ("hand-offs", _counts(report.handoffs))))
    for one in report.conflicts:
        text = f"sheet {one.id} differs between the ledgers ({', '.join(one.fields)}); not imported"
        print_line(screen.result, symbol_line(screen.result, symbols.CAUTION, text, title=one.customer))
    if report.conflicts:
        advice = (
            f"Kept the values of {report.ledger} for {pluralize(len(report.conflicts), 'sheet')}. Compare with "
            "total-onboard value-sheet show SHEET-ID in both ledgers; change a note with value-sheet note."
        )
        print_line(screen.result, next_step(screen.result, advice))


def _counts(counts: Counts) -> str:
    return f"{counts.imported} imported, {counts.completed} completed, {counts.known} known already"
