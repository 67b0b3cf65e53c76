"""Progress of many items: a bar if lines can be redrawn, otherwise a plain line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from total_onboard.ui.console import SECONDS_BETWEEN_PLAIN_LINES, Screen

Advance = Callable[[int], None]


@contextmanager
def counting(screen: Screen, title: str, total: int) -> Iterator[Advance]:
    """Count inside ``with``; the drawing is erased at the end."""
    if not screen.is_live:
        yield _plainly(screen, title, total)
        return
    columns = (
        TextColumn("  {task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen.stderr, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda more: bar.advance(task, more)


def _plainly(screen: Screen, title: str, total: int) -> Advance:
    done, printed = 0, time.monotonic()

    def advance(more: int) -> None:
        nonlocal done, printed
        done += more
        if time.monotonic() - printed >= SECONDS_BETWEEN_PLAIN_LINES:
            printed = time.monotonic()
            screen.say(f"  {title}: {done} of {total}")

    return advance
