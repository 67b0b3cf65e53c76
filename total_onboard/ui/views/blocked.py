"""Blocked items: what this run cannot do until another person acts, and what that person does."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.engine.plan import BlockedItem
from total_onboard.ui import symbols
from total_onboard.ui.layout import heading, next_step, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console


def show_blocked(console: Console, waiting: Sequence[BlockedItem]) -> None:
    """Show each action of another person once, below everything that it blocks."""
    if not waiting:
        return
    console.print()
    console.print(heading("Blocked: another person must act"))
    list_blocked(console, waiting)


def mention_blocked(console: Console, waiting: Sequence[BlockedItem]) -> None:
    """Show what is blocked before a question; the summary says what another person does about it."""
    if waiting:
        console.print()
    for item in waiting:
        print_line(console, symbol_line(console, symbols.WAITING, item.sentence, title="Blocked"))


def list_blocked(console: Console, waiting: Sequence[BlockedItem]) -> None:
    """Show the same without a heading."""
    for remedy in dict.fromkeys(item.remedy for item in waiting):
        for item in waiting:
            if item.remedy == remedy:
                print_line(console, symbol_line(console, symbols.WAITING, item.sentence))
        print_line(console, next_step(console, remedy))


def show_warnings(console: Console, warnings: Sequence[str]) -> None:
    """Show each warning, apart from what was printed before."""
    if warnings:
        console.print()
    for warning in warnings:
        print_line(console, symbol_line(console, symbols.CAUTION, warning, title="Warning"))
