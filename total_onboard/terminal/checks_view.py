"""The preflight as a table, with what to do under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from total_onboard.checks.check import Finding, Outcome
from total_onboard.terminal import marks
from total_onboard.terminal.lines import below, signed_line

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
    screen.result.print(_table(screen, findings))
    for finding in findings:
        if finding.remedy and finding.outcome is not Outcome.PASS:
            _show_remedy(screen, finding)
    screen.result.print()
    screen.result.print(verdict(findings))


def verdict(findings: Sequence[Finding]) -> Text:
    """One sentence about all of them."""
    failing = sum(finding.outcome is Outcome.FAIL for finding in findings)
    if failing:
        missing = "One thing is missing" if failing == 1 else f"{failing} things are missing"
        return Text(f"{missing}; nothing was changed.", style="bad")
    return Text("Set-up can succeed here; nothing was changed.", style="good")


def _table(screen: Screen, findings: Sequence[Finding]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="name", pad_edge=False)
    table.add_column("Result", no_wrap=True)
    table.add_column("Check", overflow="fold")
    table.add_column("Found", overflow="fold")
    for finding in findings:
        mark = MARKS[finding.outcome]
        result = Text(f"{mark.on(screen.result)} {finding.outcome}", style=mark.style)
        table.add_row(result, Text(finding.title), Text(finding.found))
    return table


def _show_remedy(screen: Screen, finding: Finding) -> None:
    console = screen.result
    console.print()
    console.print(signed_line(console, MARKS[finding.outcome], finding.remedy, title=finding.title))
    if finding.outcome is Outcome.FAIL:
        console.print(below(f"Needed: {finding.needed}"))
