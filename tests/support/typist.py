"""A terminal in this process: the lines that a person types, one for each question."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from typing import Any, Final

import prompt_toolkit
import pytest

from total_onboard.ui import console

CTRL_C: Final = "^C"


class Typist:
    """Standard input that counts as a terminal; ``left`` are the lines that nobody asked for."""

    def __init__(self, *lines: str) -> None:
        self.left = list(lines)

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise UnsupportedOperation

    def readline(self) -> str:
        sys.stderr.write("\n")
        if not self.left:
            return ""
        if (line := self.left.pop(0)) == CTRL_C:
            raise KeyboardInterrupt
        return f"{line}\n"


class _HiddenPrompt:
    """In place of prompt_toolkit's session, which wants a terminal with a descriptor."""

    def __init__(self, **_: Any) -> None:
        self.input = None

    def prompt(self, question: str, **_: Any) -> str:
        sys.stderr.write(question)
        if line := sys.stdin.readline():
            return line.rstrip("\n")
        raise EOFError


@contextmanager
def typing(*lines: str) -> Iterator[Typist]:
    """Type these lines; then the input ends, like Ctrl-D."""
    typist = Typist(*lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", typist)
        patch.setattr(console, "open_terminal", lambda: sys.stderr)
        patch.setattr(prompt_toolkit, "PromptSession", _HiddenPrompt)
        yield typist
