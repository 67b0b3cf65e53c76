"""Progress: the lines of the plan tick in place if they can be redrawn; otherwise each finished step is one line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, NamedTuple

from rich.console import Group, RenderableType
from rich.live import Live

from total_onboard.core.text.formatting import format_duration, pluralize
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
from total_onboard.report.plan_lines import LineAction, PlanLine, counted
from total_onboard.ui import symbols
from total_onboard.ui.console import SECONDS_BETWEEN_PLAIN_LINES, Screen
from total_onboard.ui.keyboard import without_echo
from total_onboard.ui.layout import below, heading, print_line, symbol_line
from total_onboard.ui.redraw import DrawnBlock
from total_onboard.ui.sanitized_rich import Text
from total_onboard.ui.symbols import Symbol
from total_onboard.ui.views.run.plan import as_planned, block

_SECONDS_UNTIL_COUNTED: Final = 10.0
"""A step that takes no longer is shown without its time."""
_SECONDS_UNTIL_PRINTED: Final = 5.0
"""A wait that takes no longer is not printed if the output can't be redrawn."""
_MOST_WAITS: Final = 3
"""More waits than that are counted."""
_THROTTLED: Final = "Microsoft limits the number of requests"
_UNPLANNED: Final = frozenset({StepOutcome.KEPT, StepOutcome.BLOCKED})


class _Wait(NamedTuple):
    """Awaited event: since when, by the view's clock, and how long at most, in seconds."""

    since: float
    limit: float


class _Ended(NamedTuple):
    """Finished step: its mark, and what its line says in addition."""

    mark: Symbol
    more: str


@dataclass
class ProgressView(AbstractContextManager["ProgressView"]):
    """Event listener that draws inside ``with``; outside, it only prints what is awaited.

    Another thread draws what ``on`` records: the dictionaries are replaced, never changed.
    """

    screen: Screen
    titles: Mapping[str, str]
    clock: Callable[[], float] = time.monotonic
    details: bool = False
    drawn_plan: DrawnBlock | None = None
    _lines: Sequence[PlanLine] = ()
    _blocked: int = 0
    _begun: float = 0.0
    _in_place: bool = False
    _running: dict[str, tuple[str, float]] = field(default_factory=dict)
    _waits: dict[str, _Wait] = field(default_factory=dict)
    _ended: dict[str, _Ended] = field(default_factory=dict)
    _printed: dict[str, float] = field(default_factory=dict)
    _live: Live | None = None
    _terminal: ExitStack = field(default_factory=ExitStack)

    def expect(self, lines: Sequence[PlanLine], *, blocked: int = 0) -> None:
        """Count the steps of this plan; if it was drawn, its lines are ticked in place."""
        self._lines, self._ended, self._blocked = lines, {}, blocked

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Keep the plan that was drawn for later: what runs inside the context is none of its steps."""
        kept = self._lines, self.drawn_plan
        self._lines, self.drawn_plan = (), None
        try:
            yield
        finally:
            self._lines, self.drawn_plan = kept

    def __enter__(self) -> ProgressView:
        self._begun = self.clock()
        if self.screen.is_live:
            self._in_place = not self.details and self.drawn_plan is not None and self.drawn_plan.erase()
        if self._lines and not self._in_place:
            self.screen.stderr.print()
        if self.screen.is_live:
            self._start_live()
        return self

    def _start_live(self) -> None:
        self._live = Live(
            console=self.screen.stderr,
            get_renderable=self.drawn,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            vertical_overflow="crop",
        )
        self._terminal.enter_context(without_echo())
        self._live.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        live, self._live = self._live, None
        if live:
            live.stop()
            self._terminal.close()
            self._leave_plan()
        self._lines, self.drawn_plan, self._in_place = (), None, False

    def _leave_plan(self) -> None:
        """Print the ticked lines anew, so that no long value in them is broken."""
        if self._in_place:
            for line in self._plan_block(self.clock()):
                print_line(self.screen.stderr, line)

    def on(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case StepStarted(step, title):
                self._running = {**self._running, step: (title, self.clock())}
            case StepFinished(step, outcome, summary):
                self._finish(step, outcome, summary)
            case StepFailed(step, _):
                self._end(step, _Ended(symbols.BAD, "failed"))
            case PollProgress(sentence, elapsed, limit):
                self._wait(f"Waiting until {sentence}", elapsed, limit, since=_SECONDS_UNTIL_PRINTED)
            case NoResponse(request, elapsed, limit):
                self._wait(_no_response(request), elapsed, limit)
            case PollEnded(sentence):
                self._end_of(f"Waiting until {sentence}", _no_response(sentence))
            case Throttled(seconds):
                self._wait(_THROTTLED, 0, seconds)

    def drawn(self) -> RenderableType:
        """Return the lines of the plan or what runs, and what is awaited at this moment."""
        now = self.clock()
        if self._in_place:
            lines = self._plan_block(now)
        else:
            lines = tuple(
                Text(f"  {_frame(self.screen, now)} {title}{_time(now - since)}")
                for title, since in self._running.values()
            )
        return Group(*lines, *self._awaited(now))

    def _plan_block(self, now: float) -> Iterable[Text]:
        title = heading(self._headline(now))
        lines = [line.as_done() if self._is_ticked(line) else line for line in self._lines]
        return block(self.screen.stderr, title, lines, lambda line: self._state_of(line, now))

    def _headline(self, now: float) -> str:
        total, elapsed = pluralize(len(counted(self._lines)), "change"), format_duration(now - self._begun)
        if self._live and self._steps <= self._ended.keys():
            return f"Applied {self._succeeded} of {total}, reading back, {elapsed}"
        if self._live:
            return f"Applying: {self._changes_ended} of {total}, {elapsed}"
        blocked = f"; {self._blocked} more blocked" if self._blocked else ""
        return f"Applied {self._succeeded} of {total} in {elapsed}{blocked}"

    @property
    def _steps(self) -> frozenset[str]:
        return frozenset(line.step for line in self._lines)

    @property
    def _succeeded(self) -> int:
        """Count the changes of the steps that ended well."""
        ended = (self._ended.get(line.step) for line in counted(self._lines))
        return sum(one is not None and one.mark is not symbols.BAD for one in ended)

    @property
    def _changes_ended(self) -> int:
        return sum(line.step in self._ended for line in counted(self._lines))

    def _is_ticked(self, line: PlanLine) -> bool:
        return line.step in self._ended and self._ended[line.step].mark is symbols.TICKED

    def _state_of(self, line: PlanLine, now: float) -> tuple[Symbol, str]:
        """Return the mark of a line, and what it says in addition."""
        if ended := self._ended.get(line.step):
            if line.action is LineAction.ACCEPT and ended.mark is symbols.TICKED:
                return as_planned(line)
            return ended.mark, f" ({ended.more})" if ended.more else ""
        if line.step not in self._running:
            return as_planned(line) if self._live else (symbols.SKIPPED, " (not done)")
        frame, since = _frame(self.screen, now), self._running[line.step][1]
        return (Symbol(frame, frame, "name"), _time(now - since)) if self._live else (symbols.CAUTION, " (interrupted)")

    def _awaited(self, now: float) -> Iterator[Text]:
        if self._live is None and self._in_place:
            return
        waits = [
            (sentence, wait)
            for sentence, wait in self._waits.items()
            if sentence != _THROTTLED or now - wait.since < wait.limit
        ]
        for sentence, wait in waits[:_MOST_WAITS]:
            yield below(self.screen.stderr, _sentence(sentence, now - wait.since, wait.limit))
        if len(waits) > _MOST_WAITS:
            yield below(self.screen.stderr, f"and {pluralize(len(waits) - _MOST_WAITS, 'more wait')}")

    def _finish(self, step: str, outcome: StepOutcome, summary: str) -> None:
        """Say what became of a step if the plan did not say so, or if details are wanted."""
        unplanned = outcome in _UNPLANNED
        if unplanned and step not in self._steps:
            self._running = {name: one for name, one in self._running.items() if name != step}
            return
        mark = symbols.WAITING if outcome is StepOutcome.BLOCKED else symbols.KEPT if unplanned else symbols.TICKED
        self._end(step, _Ended(mark, summary if unplanned or self.details else ""))

    def _end(self, step: str, ended: _Ended) -> None:
        self._running = {name: one for name, one in self._running.items() if name != step}
        self._ended = {**self._ended, step: ended}
        if self._in_place and self._live:
            return
        number = f" ({self._changes_ended} of {len(counted(self._lines))})" if step in self._steps else ""
        text = f"{self._named(step, ended)}{number}{f': {ended.more}' if ended.more else ''}"
        print_line(self.screen.stderr, symbol_line(self.screen.stderr, ended.mark, text))

    def _named(self, step: str, ended: _Ended) -> str:
        """Return the title of a step; for a removal, what is gone."""
        removed = [line.as_done() for line in self._lines if line.step == step and line.action is LineAction.REMOVE]
        if removed and ended.mark is symbols.TICKED:
            return "; ".join(line.title or line.text for line in removed)
        return self.titles.get(step, step)

    def _wait(self, sentence: str, elapsed: float, limit: float, since: float = 0.0) -> None:
        """Note a wait; without redrawing it is printed once it lasts for ``since`` seconds, and then now and then."""
        now = self.clock()
        self._waits = {**self._waits, sentence: _Wait(now - elapsed, limit)}
        due = now - self._printed.get(sentence, float("-inf")) >= SECONDS_BETWEEN_PLAIN_LINES
        if self._live is None and elapsed >= since and due:
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
