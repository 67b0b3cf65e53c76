"""Progress: what runs and what is awaited, redrawn if possible; otherwise one plain line each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, NamedTuple

from rich.console import Group, RenderableType
from rich.live import Live

from total_onboard.core.formatting import format_duration
from total_onboard.engine.events import (
    Event,
    NoResponse,
    PollEnded,
    PollProgress,
    StepFailed,
    StepFinished,
    StepOutcome,
    StepStarted,
    Throttled,
)
from total_onboard.ui import symbols
from total_onboard.ui.console import SECONDS_BETWEEN_PLAIN_LINES, Screen
from total_onboard.ui.keyboard import unechoed
from total_onboard.ui.layout import below, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Text

MARKS: Final = {
    StepOutcome.CREATED: symbols.CREATED,
    StepOutcome.CHANGED: symbols.CHANGED,
    StepOutcome.ADOPTED: symbols.CHANGED,
    StepOutcome.REMOVED: symbols.REMOVED,
    StepOutcome.KEPT: symbols.KEPT,
    StepOutcome.BLOCKED: symbols.WAITING,
}
_SECONDS_UNTIL_COUNTED: Final = 10.0
"""A step that takes no longer is shown without its time."""
_THROTTLED: Final = "Microsoft asks to go slower"
_SHOWN_IN_PLAN: Final = frozenset({StepOutcome.KEPT, StepOutcome.BLOCKED})


class _Wait(NamedTuple):
    """Awaited event: since when, by the view's clock, and how long at most, in seconds."""

    since: float
    limit: float


@dataclass
class ProgressView(AbstractContextManager["ProgressView"]):
    """Event listener that draws inside ``with``; outside, it only prints what is awaited. The drawing is erased at
    the end, because the summary repeats it.

    Another thread draws what ``on`` records: the dictionaries are replaced, never changed.
    """

    screen: Screen
    titles: Mapping[str, str]
    clock: Callable[[], float] = time.monotonic
    _running: dict[str, tuple[str, float]] = field(default_factory=dict)
    _waits: dict[str, _Wait] = field(default_factory=dict)
    _finished: tuple[RenderableType, ...] = ()
    _printed: dict[str, float] = field(default_factory=dict)
    _live: Live | None = None
    _terminal: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> ProgressView:
        self.screen.stderr.print()
        if self.screen.is_live:
            self._live = Live(
                console=self.screen.stderr,
                get_renderable=self.drawn,
                refresh_per_second=8,
                transient=True,
                redirect_stdout=False,
            )
            self._terminal.enter_context(unechoed())
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None
            self._terminal.close()

    def on(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case StepStarted(step, title):
                self._running = {**self._running, step: (title, self.clock())}
            case StepFinished(step, outcome, summary):
                self._ended(step, MARKS[outcome], summary, in_plan=outcome in _SHOWN_IN_PLAN)
            case StepFailed(step, message):
                self._ended(step, symbols.BAD, message, in_plan=False)
            case PollProgress(sentence, elapsed, limit):
                self._wait(f"Waiting until {sentence}", elapsed, limit)
            case NoResponse(request, elapsed, limit):
                self._wait(_no_response(request), elapsed, limit)
            case PollEnded(sentence):
                self._end_of(f"Waiting until {sentence}", _no_response(sentence))
            case Throttled(seconds):
                self._wait(_THROTTLED, 0, seconds)

    def drawn(self) -> RenderableType:
        """Return what is done, what runs and what is awaited at this moment."""
        now = self.clock()
        running = [
            Text(f"  {_frame(self.screen, now)} {title}{_time(now - since)}") for title, since in self._running.values()
        ]
        awaited = [
            below(self.screen.stderr, _sentence(sentence, now - wait.since, wait.limit))
            for sentence, wait in self._waits.items()
            if sentence != _THROTTLED or now - wait.since < wait.limit
        ]
        return Group(*self._finished, *running, *awaited)

    def _ended(self, step: str, mark: symbols.Symbol, summary: str, *, in_plan: bool) -> None:
        self._running = {name: one for name, one in self._running.items() if name != step}
        if in_plan:
            return
        title = self.titles.get(step, step)
        if self._live:
            self._finished = (*self._finished, symbol_line(self.screen.stderr, mark, "", title=title))
        else:
            print_line(self.screen.stderr, symbol_line(self.screen.stderr, mark, summary, title=title))

    def _wait(self, sentence: str, elapsed: float, limit: float) -> None:
        now = self.clock()
        self._waits = {**self._waits, sentence: _Wait(now - elapsed, limit)}
        if self._live is None and now - self._printed.get(sentence, float("-inf")) >= SECONDS_BETWEEN_PLAIN_LINES:
            self._printed[sentence] = now
            print_line(self.screen.stderr, below(self.screen.stderr, _sentence(sentence, elapsed, limit)))

    def _end_of(self, *sentences: str) -> None:
        self._waits = {name: wait for name, wait in self._waits.items() if name not in sentences}


def _frame(screen: Screen, now: float) -> str:
    frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" if symbols.shows_unicode(screen.stderr) else "|/-\\"
    return frames[int(now * 8) % len(frames)]


def _time(seconds: float) -> str:
    return f" ({format_duration(seconds)})" if seconds >= _SECONDS_UNTIL_COUNTED else ""


def _sentence(sentence: str, elapsed: float, limit: float) -> str:
    if sentence == _THROTTLED:
        return f"{sentence}: continuing in {format_duration(limit - elapsed)}"
    dots = "" if sentence.endswith("…") else "…"
    return f"{sentence}{dots} {format_duration(min(elapsed, limit))} (limit {format_duration(limit)})"


def _no_response(request: str) -> str:
    return f'No response to "{request}". Checking whether it exists…'
