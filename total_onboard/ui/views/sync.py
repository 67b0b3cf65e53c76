"""Provisioned people, why others are missing, and who is still active at TOTAL and should not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.diagnostics.verification.group_sync.active_leavers import WHAT_TO_DO, StillActive
from total_onboard.diagnostics.verification.group_sync.deactivate_leavers import Departure
from total_onboard.diagnostics.verification.group_sync.sync_result import MemberSyncResult, SyncStatus
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, next_step, print_line, symbol_line

MOST_SHOWN: Final = 50
_PARTS: Final = (
    (SyncStatus.ARRIVED, "At TOTAL", symbols.GOOD),
    (SyncStatus.LEFT_OUT, "Left out", symbols.SKIPPED),
    (SyncStatus.PENDING, "On the way", symbols.WAITING),
    (SyncStatus.REFUSED, "Not provisioned", symbols.BAD),
)


def show_provisioned_members(screen: Screen, arrivals: Sequence[MemberSyncResult]) -> None:
    """Show person by person; many who arrived are counted."""
    console = screen.result
    for outcome, title, mark in _PARTS:
        alike = [one for one in arrivals if one.outcome is outcome]
        if alike:
            console.print()
            console.print(heading(f"{title} ({len(alike)})"))
        shown = alike[:MOST_SHOWN] if outcome is SyncStatus.ARRIVED else alike
        for one in shown:
            print_line(console, symbol_line(console, mark, _detail(one), title=_named(one)))
        if len(shown) < len(alike):
            print_line(console, symbol_line(console, mark, f"and {len(alike) - len(shown)} more"))
        if alike and outcome is SyncStatus.PENDING:
            print_line(console, next_step(console, "They come with the next cycle, or run total-onboard sync again."))


def _named(arrival: MemberSyncResult) -> str:
    return arrival.user_principal_name or arrival.name or arrival.id


def _detail(arrival: MemberSyncResult) -> str:
    return arrival.reason or f"after {arrival.seconds:.1f} seconds"


def show_still_active(screen: Screen, found: Sequence[StillActive], what_to_do: str = WHAT_TO_DO) -> None:
    """Show each by name, and what to do; nothing if there is nobody."""
    if not found:
        return
    console = screen.result
    console.print()
    console.print(heading(f"Still active at TOTAL ({len(found)})"))
    for one in found:
        why = f"{one.why}. {one.reason}" if one.reason else one.why
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
