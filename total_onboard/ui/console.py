"""The screen: results go to standard output, talk goes to standard error; JSON keeps standard output to itself."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Final

from rich.theme import Theme

from total_onboard.ui.line_breaks import word_breaks
from total_onboard.ui.links import with_links
from total_onboard.ui.sanitized_rich import Console, Text, in_lines

NARROWEST: Final = 60
"""Columns below which tables would no longer read as such: a smaller terminal wraps instead."""
WIDTH_OF_A_PIPE: Final = 120
SECONDS_BETWEEN_PLAIN_LINES: Final = 15.0
"""Interval between lines about a wait if the output cannot be redrawn."""
STYLES: Final = Theme({"good": "green", "bad": "red", "caution": "yellow", "quiet": "dim", "name": "bold"})


@dataclass(frozen=True)
class Streams:
    """Streams of a run that isn't alone in its process. Nobody can be asked there."""

    stdout: IO[str]
    stderr: IO[str]


@dataclass(frozen=True)
class Screen:
    """Two consoles and the actions available on them.

    ``result`` takes a command's result for people; ``stderr`` takes everything else;
    ``interactive`` is whether a person can be asked; ``json`` is whether one document is wanted instead.
    ``terminal`` is the terminal itself if standard error leads elsewhere: questions go there, so that no redirection
    hides them. ``streams`` are those of a run that isn't alone in its process.
    """

    result: Console
    stderr: Console
    interactive: bool
    json: bool = False
    terminal: Console | None = None
    streams: Streams | None = None

    @property
    def own_stdout(self) -> IO[str] | None:
        """The run's own standard output; None for that of the process."""
        return self.streams.stdout if self.streams else None

    @property
    def own_stderr(self) -> IO[str] | None:
        """The run's own standard error; None for that of the process."""
        return self.streams.stderr if self.streams else None

    @property
    def asking(self) -> Console:
        """The console for questions: always one that the person at the keyboard sees."""
        return self.terminal or self.stderr

    @property
    def views(self) -> tuple[Screen, ...]:
        """This screen, and the terminal too if standard error leads elsewhere: what a question is about goes to all."""
        if self.terminal is None:
            return (self,)
        return (self, replace(self, stderr=self.terminal, result=self.terminal, terminal=None))

    @property
    def is_live(self) -> bool:
        """Whether lines may be redrawn: on a real terminal that can, not in a pipe whose colors were forced."""
        return self.stderr.file.isatty() and not self.stderr.is_dumb_terminal and not self.json

    def say(self, text: str = "", style: str | None = None) -> None:
        """Print one paragraph; markup in names and messages is shown, never interpreted."""
        if self.stderr.is_terminal:
            lines = Text(text, style=style or "").divide(word_breaks(text, self.stderr.width))
            for line in lines:
                line.rstrip()
            self.stderr.print(with_links(self.stderr, in_lines(lines)), soft_wrap=True)
        else:
            self.stderr.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def open_screen(*, json: bool = False, no_input: bool = False, streams: Streams | None = None) -> Screen:
    """Return the screen of this process, or one on other streams."""
    if streams:
        stderr = _console(streams.stderr)
        result = stderr if json else _console(streams.stdout)
        return Screen(result, stderr, interactive=False, json=json, streams=streams)
    stderr = _console(sys.stderr)
    result = stderr if json else _console(sys.stdout)
    terminal = None if json or no_input else open_terminal()
    own = _console(terminal) if terminal and terminal is not sys.stderr else None
    return Screen(result, stderr, interactive=terminal is not None, json=json, terminal=own)


def _console(file: IO[str]) -> Console:
    """Create a console; Rich handles NO_COLOR, FORCE_COLOR, TERM and COLUMNS, but not CLICOLOR.

    Source: https://bixense.com/clicolors
    """
    forced = os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0")
    console = Console(
        file=file,
        theme=STYLES,
        width=None if file.isatty() or os.environ.get("COLUMNS") else WIDTH_OF_A_PIPE,
        force_terminal=True if forced and "NO_COLOR" not in os.environ else None,
        no_color=True if os.environ.get("CLICOLOR") == "0" else None,
        highlight=False,
        emoji=False,
    )
    if console.width < NARROWEST:
        console.width = NARROWEST
    return console


def open_terminal() -> IO[str] | None:
    """Return a stream to the terminal if standard input is one: standard error, or else the terminal device.

    None means that nobody can be asked.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    if sys.stderr is not None and sys.stderr.isatty():
        return sys.stderr
    return next((stream for path in _devices() if (stream := _opened(path))), None)


def _open_with(flag: int, path: str, flags: int) -> int:
    return os.open(path, os.O_WRONLY | flag | flags & os.O_CLOEXEC)


def _devices() -> tuple[str, ...]:
    """Return the controlling terminal; if the process has none, the device that standard input is read from."""
    if sys.platform == "win32":
        return ("CONOUT$",)
    return ("/dev/tty", _device_of_standard_input())


def _device_of_standard_input() -> str:
    try:
        return os.ttyname(sys.stdin.fileno())
    except OSError:
        return ""


def _opened(path: str) -> IO[str] | None:
    """Open without making it the controlling terminal; the stream stays open until the process exits.

    Windows takes any letter only from Python's own stream for "CONOUT$", not from one for a descriptor.
    """
    flag = getattr(os, "O_NOCTTY", 0)
    opener = partial(_open_with, flag) if flag else None
    try:
        stream = open(path, "w", encoding="utf-8", errors="replace", opener=opener)  # noqa: SIM115
    except OSError:
        return None
    if stream.isatty():
        return stream
    stream.close()
    return None
