"""Who stands at TOTAL now, and why somebody does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.group_sync.sync_result import Arrival, Whereabouts
from total_onboard.ui import symbols
from total_onboard.ui.layout import heading, next_step, put, signed_line

if TYPE_CHECKING:
    from total_onboard.ui.console import Screen

MOST_SHOWN: Final = 50
_PARTS: Final = (
    (Whereabouts.ARRIVED, "At TOTAL", symbols.GOOD),
    (Whereabouts.LEFT_OUT, "Left out", symbols.SKIPPED),
    (Whereabouts.PENDING, "On the way", symbols.WAITING),
    (Whereabouts.REFUSED, "Not provisioned", symbols.BAD),
)


def show_arrivals(screen: Screen, arrivals: Sequence[Arrival]) -> None:
    """Person by person; many who arrived are counted."""
    console = screen.result
    for outcome, title, mark in _PARTS:
        alike = [one for one in arrivals if one.outcome is outcome]
        if alike:
            console.print()
            console.print(heading(f"{title} ({len(alike)})"))
        shown = alike[:MOST_SHOWN] if outcome is Whereabouts.ARRIVED else alike
        for one in shown:
            put(console, signed_line(console, mark, _told(one), title=_named(one)))
        if len(shown) < len(alike):
            put(console, signed_line(console, mark, f"and {len(alike) - len(shown)} more"))
        if alike and outcome is Whereabouts.PENDING:
            put(console, next_step(console, "They come with the next cycle, or run total-onboard sync again."))


def _named(arrival: Arrival) -> str:
    return arrival.user_principal_name or arrival.name or arrival.id


def _told(arrival: Arrival) -> str:
    return arrival.reason or f"after {arrival.seconds:.1f} seconds"
