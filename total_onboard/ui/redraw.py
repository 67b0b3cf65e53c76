"""Lines that were just drawn, and whether they can still be replaced on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_line
from total_onboard.ui.sanitized_rich import Text, rows_of

_UP_AND_ERASE: Final = "\r\x1b[{rows}A\x1b[J"


@dataclass(frozen=True)
class DrawnBlock:
    """Rows at the bottom of a terminal.

    They can't be replaced once anything but a question and its answer was printed after them, if the terminal has
    another width now, or if it is too low to show all of them.
    """

    screen: Screen
    rows: int
    width: int
    prints: tuple[int, int]
    answers: int

    @classmethod
    def draw(cls, screen: Screen, texts: Iterable[Text]) -> DrawnBlock:
        """Print lines on standard error."""
        console = screen.stderr
        lines = tuple(texts)
        for line in lines:
            print_line(console, line)
        rows = sum(rows_of(line.plain, console.width) for line in lines)
        return cls(screen, rows, console.width, _prints(screen), len(console.answers))

    def erase(self) -> bool:
        """Remove the rows from the terminal, and the questions below; return whether that was possible."""
        console = self.screen.stderr
        asked = console.answers[self.answers :]
        rows = self.rows + sum(asked)
        printed = (self.prints[0] + len(asked), self.prints[1])
        untouched = printed == _prints(self.screen) and self.width == console.width
        if not (self.screen.is_live and untouched and rows < console.height and not console.legacy_windows):
            return False
        console.file.write(_UP_AND_ERASE.format(rows=rows))
        console.file.flush()
        return True


def _prints(screen: Screen) -> tuple[int, int]:
    """Return what was printed on standard error, and on standard output if that is a terminal too."""
    other = screen.result.prints if screen.result is not screen.stderr and screen.result.is_terminal else 0
    return screen.stderr.prints, other
