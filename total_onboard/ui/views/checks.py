"""The preflight as a table, with what to do under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, hanging_indent, heading, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console, Text

MARKS: Final = {
    CheckStatus.PASS: symbols.GOOD,
    CheckStatus.WARN: symbols.CAUTION,
    CheckStatus.FAIL: symbols.BAD,
    CheckStatus.SKIP: symbols.SKIPPED,
}


def show_checks(screen: Screen, findings: Sequence[CheckResult]) -> None:
    """Show every finding, then every remedy, then the verdict."""
    _show_table(screen.result, findings)
    for finding in findings:
        if finding.remedy and finding.outcome is not CheckStatus.PASS:
            _show_remedy(screen, finding)
    screen.result.print()
    screen.result.print(verdict(findings))


def verdict(findings: Sequence[CheckResult]) -> Text:
    """Return one sentence about all of them; what could not be looked at is not called good."""
    failing = sum(finding.outcome is CheckStatus.FAIL for finding in findings)
    unseen = sum(finding.outcome is CheckStatus.SKIP for finding in findings)
    if failing:
        missing = "One thing is missing" if failing == 1 else f"{failing} things are missing"
        return Text(f"{missing}. Nothing in your tenant was changed.", style="bad")
    if unseen:
        checks = "one check was" if unseen == 1 else f"{unseen} checks were"
        return Text(f"No obstacle was found; {checks} not made. Nothing in your tenant was changed.")
    return Text("Setup can succeed. Nothing in your tenant was changed.", style="good")


def _show_table(console: Console, findings: Sequence[CheckResult]) -> None:
    column = max((len(finding.title) for finding in findings), default=0)
    console.print(heading(f"{'Result':<6}  {'Check':<{column}}  Found"))
    for finding in findings:
        mark = MARKS[finding.outcome]
        result = (f"{mark.on(console)} {finding.outcome}", mark.style)
        begin = Text.assemble(result, f"  {finding.title:<{column}}  ")
        print_line(console, hanging_indent(console, begin, Text(finding.found), fold=True))


def _show_remedy(screen: Screen, finding: CheckResult) -> None:
    console = screen.result
    console.print()
    print_line(console, symbol_line(console, MARKS[finding.outcome], finding.remedy, title=finding.title))
    if finding.outcome is CheckStatus.FAIL:
        print_line(console, below(console, f"Needed: {finding.needed}"))
