"""The preflight as a table, with what to do under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from total_onboard.checks.check import Finding, Outcome
from total_onboard.terminal import marks
from total_onboard.terminal.lines import signed_line

if TYPE_CHECKING:
    from total_onboard.terminal.screen import Screen

MARKS: Final = {
    Outcome.PASS: marks.GOOD,
    Outcome.WARN: marks.CAUTION,
    Outcome.FAIL: marks.BAD,
    Outcome.SKIP: marks.SKIPPED,
}


def show_checks(screen: Screen, findings: Sequence[Finding]) -> None:
    """Every finding, then every remedy, then the verdict."""
    console = screen.result
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="name")
    table.add_column("")
    table.add_column("Check", overflow="fold")
    table.add_column("Found", overflow="fold")
    for finding in findings:
        mark = MARKS[finding.outcome]
        table.add_row(Text(f"{mark.on(console)} {finding.outcome}", style=mark.style), finding.title, finding.found)
    console.print(table)
    _show_remedies(screen, findings)
    console.print()
    console.print(verdict(findings))


def _show_remedies(screen: Screen, findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.remedy and finding.outcome is not Outcome.PASS:
            screen.result.print()
            screen.result.print(signed_line(screen.result, MARKS[finding.outcome], finding.remedy, title=finding.title))


def verdict(findings: Sequence[Finding]) -> Text:
    """One sentence about all of them."""
    failing = sum(finding.outcome is Outcome.FAIL for finding in findings)
    if failing:
        missing = "One thing is missing" if failing == 1 else f"{failing} things are missing"
        return Text(f"{missing}; nothing was changed.", style="bad")
    return Text("Set-up can succeed here; nothing was changed.", style="good")
