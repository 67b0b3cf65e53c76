"""The plan by action: what will be created, changed, adopted, deleted; what is blocked; what is already correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.engine.plan import Action, Change, Plan
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console
from total_onboard.ui.symbols import Symbol
from total_onboard.ui.views.blocked import show_blocked, show_warnings

_GROUPS: Final[tuple[tuple[Action, str, Symbol], ...]] = (
    (Action.CREATE, "Will be created", symbols.CREATED),
    (Action.UPDATE, "Will be changed", symbols.CHANGED),
    (Action.ADOPT, "Exists and will be completed", symbols.CHANGED),
    (Action.DELETE, "Will be removed", symbols.REMOVED),
)


NOTHING: Final = "Nothing to change: everything that can be done is done."


def show_plan(screen: Screen, plan: Plan, *, as_result: bool = False, nothing: str = NOTHING) -> None:
    """Show everything that would be written, one sentence a line; if anything is, count what is already correct.

    A plan is talk on the way to something, unless it was all that was asked for.
    """
    console = screen.result if as_result else screen.stderr
    if not plan.writes:
        console.print()
        console.print(heading(nothing))
    for action, title, mark in _GROUPS:
        _show_group(console, title, mark, [change for change in plan.writes if change.action is action])
    _show_kept(console, plan)
    show_blocked(console, plan.blocked)
    show_warnings(console, plan.warnings)


def _show_group(console: Console, title: str, mark: Symbol, changes: Sequence[Change]) -> None:
    if not changes:
        return
    console.print()
    console.print(heading(title))
    for change in changes:
        print_line(console, symbol_line(console, mark, change.summary))


def _show_kept(console: Console, plan: Plan) -> None:
    kept = [change for change in plan.changes if not change.writes]
    if plan.writes and kept:
        items = "1 item is" if len(kept) == 1 else f"{len(kept)} items are"
        console.print()
        print_line(console, symbol_line(console, symbols.KEPT, f"{items} already correct", quiet=True))
        return
    for change in kept:
        print_line(console, symbol_line(console, symbols.KEPT, change.summary, quiet=True))
