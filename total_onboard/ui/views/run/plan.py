"""The plan: what will be created, changed and removed, by resource; what is blocked; what is already correct."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from total_onboard.engine.plan import Change, Plan
from total_onboard.report.plan_lines import LineAction, PlanLine, by_heading, count_of, counted, plan_lines
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import hanging_indent, heading, print_line, symbol_line
from total_onboard.ui.redraw import DrawnBlock
from total_onboard.ui.sanitized_rich import Console, Text
from total_onboard.ui.symbols import Symbol
from total_onboard.ui.views.run.blocked import mention_blocked, show_blocked, show_warnings

NOTHING: Final = "No changes needed: everything is already set up."
_APPLYING: Final = "Applying this plan"
_PENDING: Final = "No changes needed now. Pending: see above."
_MARKS: Final = {
    LineAction.CREATE: symbols.CREATED,
    LineAction.CHANGE: symbols.CHANGED,
    LineAction.ADOPT: symbols.CHANGED,
    LineAction.ACCEPT: symbols.CAUTION,
    LineAction.REMOVE: symbols.REMOVED,
}
LineOf = Callable[[PlanLine], tuple[Symbol, str]]
"""The mark of a line, and what to append to its text."""


def show_plan(
    screen: Screen,
    plan: Plan,
    titles: Mapping[str, str],
    *,
    as_result: bool = False,
    nothing: str = NOTHING,
    why_not_asked: str = "",
) -> DrawnBlock:
    """Show what to know first, then everything that would be written.

    The lines come last and are returned, so that they can be ticked in place once the question is answered. If none
    follows, ``why_not_asked`` says why, and the title stays above the lines, because they are ticked immediately.
    """
    on = replace(screen, stderr=screen.result) if as_result else screen
    show_warnings(on.stderr, plan.warnings)
    _show_remarks(on.stderr, plan.changes)
    ends_here = as_result or not plan.writes
    (show_blocked if ends_here else mention_blocked)(on.stderr, plan.blocked)
    on.stderr.print()
    if not plan.writes:
        return DrawnBlock.draw(on, (heading(_PENDING if plan.blocked and nothing == NOTHING else nothing),))
    lines = plan_lines(plan.changes, titles)
    title, show = (
        heading(f"Plan: {count_of(lines)}{_kept(plan)}"),
        block if as_result or on.is_live else without_headings,
    )
    if why_not_asked and on.is_live and not as_result:
        print_line(on.stderr, hanging_indent(on.stderr, Text(), title))
        print_line(on.stderr, hanging_indent(on.stderr, Text(), Text(why_not_asked, style="quiet")))
        on.stderr.print()
        title = heading(_APPLYING)
    return DrawnBlock.draw(on, show(on.stderr, title, lines, as_planned))


def block(console: Console, title: Text, lines: Sequence[PlanLine], line_of: LineOf) -> Iterable[Text]:
    """Yield a title, and every line below the name of its resource."""
    yield hanging_indent(console, Text(), title)
    for name, below in by_heading(lines):
        yield Text(f"  {name} ({len(counted(below))})", style="quiet")
        for line in below:
            mark, more = line_of(line)
            yield symbol_line(console, mark, line.text + more, title=line.title, indent=4)


def without_headings(console: Console, title: Text, lines: Sequence[PlanLine], line_of: LineOf) -> Iterable[Text]:
    """Yield a title and every line, for logs."""
    yield hanging_indent(console, Text(), title)
    for line in lines:
        mark, more = line_of(line)
        yield symbol_line(console, mark, line.text + more, title=line.title)


def as_planned(line: PlanLine) -> tuple[Symbol, str]:
    """Mark a line by what it will do."""
    return _MARKS[line.action], ""


def _show_remarks(console: Console, changes: Iterable[Change]) -> None:
    for change in changes:
        if change.is_remark:
            print_line(console, symbol_line(console, symbols.KEPT, change.summary))


def _kept(plan: Plan) -> str:
    kept = sum(not change.writes for change in plan.changes)
    return f"; {kept} already correct" if kept else ""
