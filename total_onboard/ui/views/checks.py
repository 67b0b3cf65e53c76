"""The preflight as a table with remedies, and the forecast of who will administer TOTAL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.diagnostics.preflight.admin_forecast import Forecast
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.preflight.tenant_snapshot import ForecastMember
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, hanging_indent, heading, next_step, print_line, symbol_line
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
        return Text(f"No obstacle found; {checks} skipped. Nothing in your tenant was changed.")
    return Text("Setup can succeed. Nothing in your tenant was changed.", style="good")


def _show_table(console: Console, findings: Sequence[CheckResult]) -> None:
    column = max((len(finding.title) for finding in findings), default=0)
    console.print(heading(f"{'Result':<6}  {'Check':<{column}}  Found"))
    for finding in findings:
        mark = MARKS[finding.outcome]
        result = (f"{mark.on(console)} {finding.outcome}", mark.style)
        begin = Text.assemble(result, f"  {finding.title:<{column}}  ")
        print_line(console, hanging_indent(console, begin, Text(finding.found)))


def _show_remedy(screen: Screen, finding: CheckResult) -> None:
    console = screen.result
    console.print()
    print_line(console, symbol_line(console, MARKS[finding.outcome], finding.remedy, title=finding.title))
    if finding.outcome is CheckStatus.FAIL:
        print_line(console, below(console, f"Needed: {finding.needed}"))


def show_forecast(screen: Screen, forecast: Forecast) -> None:
    """Show administrators first, then everybody else with the reason, then what holds for all."""
    console = screen.result
    console.print()
    console.print(heading(f"Who will administer TOTAL after setup, through {forecast.group}"))
    for person in sorted(forecast.people, key=lambda one: not one.will_be_admin):
        mark = (symbols.CAUTION if person.why else symbols.GOOD) if person.will_be_admin else symbols.BAD
        why = "" if person.why == forecast.nobody_because else person.why
        print_line(console, symbol_line(console, mark, why, title=_named(person)))
    if forecast.unknown_because:
        print_line(console, symbol_line(console, symbols.SKIPPED, forecast.unknown_because, title="Unknown"))
    elif forecast.nobody_because:
        print_line(console, symbol_line(console, symbols.BAD, forecast.nobody_because, title="Nobody for now"))
    elif not any(person.will_be_admin for person in forecast.people):
        print_line(
            console, symbol_line(console, symbols.BAD, "Nobody who could sign in to TOTAL is in it, or was named.")
        )
        print_line(console, next_step(console, "Name the people with --admin."))


def _named(person: ForecastMember) -> str:
    user_name = person.user_principal_name
    return f"{person.name} ({user_name})" if user_name and user_name != person.name else person.name
