"""Blocked items: what this run cannot do until another person acts, and what that person does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.step_id import StepId
from total_onboard.ui import symbols
from total_onboard.ui.layout import heading, next_step, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console

_OF_TOTAL: Final = frozenset({StepId.CLIENT_SECRET, StepId.OLD_CREDENTIALS, StepId.SCIM_CREDENTIALS})
"""Steps that only TOTAL blocks."""


def show_blocked(console: Console, blocked: Sequence[BlockedItem]) -> None:
    """Show each action of another person once, below everything that it blocks."""
    if not blocked:
        return
    console.print()
    console.print(heading("Waiting for TOTAL" if _waits_for_total(blocked) else "Waiting for another person"))
    list_blocked(console, blocked)


def waiting_for(blocked: Sequence[BlockedItem]) -> str:
    """Return who must act, and how many items wait if there are several."""
    who = "TOTAL" if _waits_for_total(blocked) else "another person"
    count = f" ({len(blocked)} items)" if len(blocked) > 1 else ""
    return f"waiting for {who} to act{count}"


def _waits_for_total(blocked: Sequence[BlockedItem]) -> bool:
    """Return whether TOTAL's answer resolves everything, also what depends on a step that only TOTAL blocks."""
    answers = {item.remedy for item in blocked if item.step in _OF_TOTAL}
    return all(item.remedy in answers for item in blocked)


def mention_blocked(console: Console, blocked: Sequence[BlockedItem]) -> None:
    """Show what is blocked before a question, one item for each action of another person.

    The summary lists all, and what that person does.
    """
    if blocked:
        console.print()
    for item in reversed({one.remedy: one for one in reversed(blocked)}.values()):
        print_line(console, symbol_line(console, symbols.WAITING, item.sentence, title="Blocked"))


def list_blocked(console: Console, blocked: Sequence[BlockedItem]) -> None:
    """Show the same without a heading."""
    for remedy in dict.fromkeys(item.remedy for item in blocked):
        for item in blocked:
            if item.remedy == remedy:
                print_line(console, symbol_line(console, symbols.WAITING, item.sentence))
        print_line(console, next_step(console, remedy))


def show_warnings(console: Console, warnings: Sequence[str]) -> None:
    """Show each warning, apart from what was printed before."""
    if warnings:
        console.print()
    for warning in warnings:
        print_line(console, symbol_line(console, symbols.CAUTION, warning, title="Warning"))
