"""Who is active at TOTAL and should no longer be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from total_onboard.proofs.still_active import WHAT_TO_DO, StillActive
from total_onboard.terminal import marks
from total_onboard.terminal.lines import heading, next_step, put, signed_line

if TYPE_CHECKING:
    from total_onboard.terminal.screen import Screen


def show_still_active(screen: Screen, found: Sequence[StillActive]) -> None:
    """Each by name, and what to do; nothing where there is nobody."""
    if not found:
        return
    console = screen.result
    console.print()
    console.print(heading(f"Still active at TOTAL ({len(found)})"))
    for one in found:
        put(console, signed_line(console, marks.BAD, one.why, title=one.user_name or one.id))
    put(console, next_step(console, WHAT_TO_DO))
