"""The plan in sentences: what will be created, changed, removed; what waits; what is right already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.engine.plan import Action, Change, Plan
from total_onboard.terminal import marks
from total_onboard.terminal.lines import heading, next_step, signed_line

if TYPE_CHECKING:
    from total_onboard.terminal.screen import Screen

MARKS: Final = {
    Action.CREATE: marks.CREATED,
    Action.UPDATE: marks.CHANGED,
    Action.ADOPT: marks.CHANGED,
    Action.DELETE: marks.REMOVED,
    Action.NONE: marks.KEPT,
}


def show_plan(screen: Screen, plan: Plan) -> None:
    """Everything that would be written, one sentence a line; what is right already is counted, not listed."""
    console = screen.talk
    console.print()
    if not plan.writes:
        console.print(heading("Nothing to change: everything that can be done is done."))
    else:
        console.print(heading("This will be done"))
        for change in plan.writes:
            console.print(_line(screen, change))
    _show_kept(screen, plan)
    _show_waiting(screen, plan)
    for warning in plan.warnings:
        console.print(signed_line(console, marks.CAUTION, warning))


def _line(screen: Screen, change: Change) -> object:
    return signed_line(screen.talk, MARKS[change.action], change.summary)


def _show_kept(screen: Screen, plan: Plan) -> None:
    kept = [change for change in plan.changes if not change.writes]
    if not kept:
        return
    if plan.writes:
        screen.talk.print(signed_line(screen.talk, marks.KEPT, f"{len(kept)} right already", quiet=True))
        return
    for change in kept:
        screen.talk.print(signed_line(screen.talk, marks.KEPT, change.summary, quiet=True))


def _show_waiting(screen: Screen, plan: Plan) -> None:
    if not plan.waiting:
        return
    screen.talk.print()
    screen.talk.print(heading("This waits for somebody else"))
    for item in plan.waiting:
        screen.talk.print(signed_line(screen.talk, marks.WAITING, item.sentence))
    for remedy in dict.fromkeys(item.remedy for item in plan.waiting):
        screen.talk.print(next_step(remedy))
