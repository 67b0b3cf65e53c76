"""Screens that write into memory, and a terminal that a real process can be run in."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO

import pytest

from total_onboard.ui.console import STYLES, Screen
from total_onboard.ui.sanitized_rich import Console


class Terminal(io.StringIO):
    """A text in memory that passes for a terminal."""

    def isatty(self) -> bool:
        return True


def console(file: IO[str], width: int, *, colour: bool = False) -> Console:
    return Console(
        file=file,
        width=width,
        height=40,
        theme=STYLES,
        force_terminal=isinstance(file, Terminal),
        color_system="truecolor" if colour else None,
        highlight=False,
        emoji=False,
        _environ={},
    )


MakeScreen = Callable[..., Screen]


@pytest.fixture
def screen_of() -> MakeScreen:
    """``screen_of(80)`` writes to a pipe; with ``terminal=True`` to something that can be redrawn."""

    def make(
        width: int = 80,
        *,
        terminal: bool = False,
        colour: bool = False,
        interactive: bool = False,
        json: bool = False,
    ) -> Screen:
        kind = Terminal if terminal else io.StringIO
        stderr = console(kind(), width, colour=colour)
        result = stderr if json else console(kind(), width, colour=colour)
        return Screen(result, stderr, interactive=interactive, json=json)

    return make


def said(screen: Screen) -> str:
    """Everything on standard error so far."""
    return _text(screen.stderr)


def shown(screen: Screen) -> str:
    """Everything on standard output so far."""
    return _text(screen.result)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
