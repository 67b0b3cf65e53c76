"""How the work goes: one line a step, redrawn where that is possible, one plain line each where it is not."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from total_onboard.engine.events import (
    Deed,
    Event,
    StepFailed,
    StepFinished,
    StepStarted,
    Throttled,
    Waited,
)
from total_onboard.terminal import marks
from total_onboard.terminal.lines import signed_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from total_onboard.terminal.screen import Screen

MARKS: Final = {
    Deed.CREATED: marks.CREATED,
    Deed.CHANGED: marks.CHANGED,
    Deed.ADOPTED: marks.CHANGED,
    Deed.KEPT: marks.KEPT,
    Deed.WAITING: marks.WAITING,
    Deed.SKIPPED: marks.SKIPPED,
}
SECONDS_BETWEEN_PLAIN_LINES: Final = 15.0
_QUIET_DEEDS: Final = {Deed.KEPT, Deed.SKIPPED, Deed.WAITING}


@dataclass
class ProgressView:
    """A listener. Inside ``with`` it draws; outside it only says what is awaited."""

    screen: Screen
    titles: Mapping[str, str]
    _running: dict[str, str] = field(default_factory=dict)
    _awaited: dict[str, float] = field(default_factory=dict)
    _said: dict[str, float] = field(default_factory=dict)
    _live: Live | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> ProgressView:
        self.screen.talk.print()
        if self.screen.is_live:
            self._live = Live(
                console=self.screen.talk, get_renderable=self._drawn, refresh_per_second=8, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def on(self, event: Event) -> None:
        """Take note of one event."""
        with self._lock:
            match event:
                case StepStarted(step, title):
                    self._running[step] = title
                case StepFinished(step, deed, summary):
                    self._ended(step, MARKS[deed], summary, quiet=deed in _QUIET_DEEDS)
                case StepFailed(step, message):
                    self._ended(step, marks.BAD, message, quiet=False)
                case Waited(sentence, elapsed, limit):
                    self._wait(f"Waiting until {sentence}", elapsed, limit)
                case Throttled(seconds):
                    self._wait(f"Microsoft asks to wait {seconds:.0f} seconds", 0, seconds)

    def _ended(self, step: str, mark: marks.Mark, summary: str, *, quiet: bool) -> None:
        self._running.pop(step, None)
        self._awaited.clear()
        if quiet:
            return
        title = self.titles.get(step, step)
        self.screen.talk.print(signed_line(self.screen.talk, mark, summary, title=title))

    def _wait(self, sentence: str, elapsed: float, limit: float) -> None:
        now = time.monotonic()
        self._awaited[sentence] = now
        if not self._live and now - self._said.get(sentence, -1e9) >= SECONDS_BETWEEN_PLAIN_LINES:
            self._said[sentence] = now
            self.screen.say(f"  {sentence} ({elapsed:.0f} of at most {limit:.0f} seconds)")

    def _drawn(self) -> RenderableType:
        now = time.monotonic()
        recent = [sentence for sentence, seen in self._awaited.items() if now - seen < 12]
        lines: list[RenderableType] = []
        if self._running:
            grid = Table.grid(padding=(0, 1))
            grid.add_row(Text(" "), Spinner("dots"), Text(", ".join(self._running.values())))
            lines.append(grid)
        lines += [Text(f"    {sentence}", style="quiet") for sentence in recent]
        return Group(*lines)
