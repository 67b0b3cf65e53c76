"""Runs of blanks in foreign values, which could fill a row and begin a forged one: squeezed where people read them.

Layout has runs of blanks, too. So only those runs are squeezed that a value had, with the characters around them.
"""

from __future__ import annotations

import re
import threading
from typing import Final

_BLANK: Final = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_UNSEEN_MARK: Final = "[\u034f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_RUN: Final = re.compile(f"{_BLANK}{_UNSEEN_MARK}*(?:{_BLANK}{_UNSEEN_MARK}*)+")


class BlankRuns:
    """The runs of foreign values, each with the character before and after it; an end of a value has none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[tuple[str, str, str]] = set()

    def remember(self, value: str) -> None:
        """Squeeze the runs of this value from now on."""
        if value.isascii() and "  " not in value:
            return
        with self._lock:
            self._known.update(_surrounded(run, value) for run in _RUN.finditer(value))

    def forget_all(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._known.clear()

    def collapsed_in(self, text: str) -> str:
        """Return the text with one blank in place of each of them."""
        if not self._known:
            return text
        return _RUN.sub(lambda run: " " if self._is_known(*_surrounded(run, text)) else run[0], text)

    def _is_known(self, before: str, run: str, after: str) -> bool:
        """Return whether a value had this run; at its ends, layout or a sentence may have added blanks."""
        return (before, run, after) in self._known or any(
            ("", run[at:], after) in self._known or (before, run[: len(run) - at], "") in self._known
            for at in range(len(run) - 1)
        )


def one_line(name: str, widest: int) -> str:
    """Return a name for one row of a table: without runs of blanks, cut if it is long."""
    squeezed = " ".join(_RUN.sub(" ", name).split())
    return squeezed if len(squeezed) <= widest else f"{squeezed[: widest - 1]}…"


def _surrounded(run: re.Match[str], text: str) -> tuple[str, str, str]:
    return text[run.start() - 1 : run.start()] if run.start() else "", run[0], text[run.end() : run.end() + 1]


BLANK_RUNS: Final = BlankRuns()
