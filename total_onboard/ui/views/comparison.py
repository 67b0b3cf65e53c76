"""Comparison of a recording with the sandbox for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.core.text.visible_text import visible
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, heading, print_line, print_rows, symbol_line
from total_onboard.ui.sanitized_rich import Text

if TYPE_CHECKING:
    from total_onboard.ui.output.comparison_documents import (
        ComparedMember,
        ComparedRun,
        NotCompared,
        RecordedLag,
        RecordedRefusal,
    )

_LONGEST: Final = 5


def show_comparison(screen: Screen, run: ComparedRun) -> None:
    """Show the differences by request, then what was measured, and a result."""
    found = [one for one in run.differences if not one.reason]
    _show_differences(screen, "Differences (recorded → sandbox)", found)
    _show_differences(screen, "Accepted differences", [one for one in run.differences if one.reason])
    _show_rows(screen, "Not compared", [(_entries(one), one.why) for one in run.not_comparable])
    _show_rows(screen, "Lags", map(_lag, run.lags))
    _show_rows(screen, "Busy or broken", map(_refusal, run.refusals))
    longest = run.durations[:_LONGEST]
    _show_rows(screen, "Longest requests", [(f"{one.longest:.2f} s", f"{one.method} {one.path}") for one in longest])
    _show_result(screen, run, len(found))


def _show_differences(screen: Screen, title: str, found: Sequence[ComparedMember]) -> None:
    if not found:
        return
    print_line(screen.result, heading(title))
    for request in dict.fromkeys((one.method, one.path) for one in found):
        mine = [one for one in found if (one.method, one.path) == request]
        mark = symbols.CAUTION if mine[0].reason else symbols.BAD
        print_line(screen.result, symbol_line(screen.result, mark, visible(" ".join(request))))
        for one in mine:
            print_line(screen.result, below(screen.result, visible(_difference(screen, one))))


def _difference(screen: Screen, one: ComparedMember) -> str:
    arrow = symbols.ARROW.on(screen.result)
    values = f"{one.recorded or 'absent'} {arrow} {one.sandbox or 'absent'}"
    what = f"{one.kind} {one.member}".rstrip()
    return f"{what}: {values} ({_entries(one)}){'. ' + one.reason if one.reason else ''}"


def _entries(one: ComparedMember | NotCompared) -> str:
    return f"entry {one.exchange}" if one.times == 1 else f"{one.times} entries from {one.exchange}"


def _lag(one: RecordedLag) -> tuple[str, str]:
    return f"{one.seconds:.1f} s", f"{one.method} {one.path}, {one.status} before"


def _refusal(one: RecordedRefusal) -> tuple[str, str]:
    return str(one.status), f"{one.method} {one.path}, Retry-After: {one.retry_after or 'absent'}"


def _show_rows(screen: Screen, title: str, rows: Iterable[tuple[str, str]]) -> None:
    shown = [(Text(visible(first), style="quiet"), Text(visible(second))) for first, second in rows]
    if shown:
        print_line(screen.result, heading(title))
        print_rows(screen.result, shown)


def _show_result(screen: Screen, run: ComparedRun, differences: int) -> None:
    mark = symbols.BAD if differences else symbols.GOOD
    count = {0: "No differences", 1: "1 difference"}.get(differences, f"{differences} differences")
    text = f"{count}. Compared: {run.compared} of {run.exchanges} requests."
    print_line(screen.result, symbol_line(screen.result, mark, text, indent=0))
    if run.compared_in_shape:
        shape = f"{run.compared_in_shape} of these only in shape: their state came from the recording."
        print_line(screen.result, below(screen.result, shape))
