"""The screen: results go to standard output, talk goes to standard error; JSON keeps standard output to itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from rich.console import Console
from rich.theme import Theme

NARROWEST: Final = 60
_COLOURS: Final = Theme({"good": "green", "bad": "red", "caution": "yellow", "quiet": "dim", "name": "bold"})


@dataclass(frozen=True)
class Screen:
    """Two consoles and what may be done with them.

    ``result`` is where a command's answer for people goes; ``talk`` is for everything said on the way;
    ``interactive`` is whether somebody can be asked; ``json`` is whether one document is wanted instead.
    """

    result: Console
    talk: Console
    interactive: bool
    json: bool = False

    @property
    def is_live(self) -> bool:
        """Whether lines may be redrawn: on a terminal that can, not in a pipe or a log."""
        return self.talk.is_terminal and not self.talk.is_dumb_terminal and not self.json

    def say(self, text: str = "", style: str | None = None) -> None:
        """One paragraph of talk; markup in names and messages is shown, never interpreted."""
        self.talk.print(text, style=style, markup=False, highlight=False, soft_wrap=not self.talk.is_terminal)


def open_screen(*, json: bool = False, no_input: bool = False) -> Screen:
    """The screen of this process."""
    talk = _console(sys.stderr)
    result = talk if json else _console(sys.stdout)
    asked = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return Screen(result, talk, interactive=asked and not no_input and not json, json=json)


def _console(file: IO[str], environment: Mapping[str, str] = os.environ) -> Console:
    """Rich obeys NO_COLOR, FORCE_COLOR, TERM and COLUMNS by itself; a pipe gets wide lines, not 80 columns."""
    width = None if file.isatty() or environment.get("COLUMNS") else 120
    console = Console(file=file, theme=_COLOURS, width=width, highlight=False, emoji=False)
    if console.width < NARROWEST:
        console.width = NARROWEST
    return console
