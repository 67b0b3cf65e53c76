"""Forecast of who will administer TOTAL after the setup, and who will not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, next_step, print_line, symbol_line

if TYPE_CHECKING:
    from total_onboard.diagnostics.preflight.admin_forecast import Forecast
    from total_onboard.diagnostics.preflight.tenant_snapshot import ForecastMember


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
