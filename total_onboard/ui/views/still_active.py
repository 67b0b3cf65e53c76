"""People who are still active at TOTAL and should not be, and those who were deactivated now."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.diagnostics.verification.group_sync.deactivate_leavers import Departure
from total_onboard.diagnostics.verification.group_sync.still_active import WHAT_TO_DO, StillActive
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, next_step, print_line, symbol_line


def show_still_active(screen: Screen, found: Sequence[StillActive], what_to_do: str = WHAT_TO_DO) -> None:
    """Show each by name, and what to do; nothing if there is nobody."""
    if not found:
        return
    console = screen.result
    console.print()
    console.print(heading(f"Still active at TOTAL ({len(found)})"))
    for one in found:
        why = f"{one.why}; {one.reason}" if one.reason else one.why
        print_line(console, symbol_line(console, symbols.BAD, why, title=one.user_name or one.id))
    print_line(console, next_step(console, what_to_do))


def show_departures(screen: Screen, departures: Sequence[Departure]) -> None:
    """Show who is deactivated; list the others as still active."""
    gone, console = [one for one in departures if not one.reason], screen.result
    if not gone:
        return
    console.print()
    console.print(heading(f"Deactivated at TOTAL ({len(gone)})"))
    for one in gone:
        when = f"after {one.seconds:.1f} seconds" if one.seconds is not None else ""
        print_line(console, symbol_line(console, symbols.REMOVED, when, title=one.user_name or one.id))
