"""Symbols in front of lines; each has a word too, so that nothing depends on color or shape alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from total_onboard.ui.sanitized_rich import Console


def shows_unicode(console: Console) -> bool:
    """Return whether more than plain ASCII can be shown here; an older Windows console cannot."""
    return console.encoding.lower().startswith("utf")


class Symbol(NamedTuple):
    """A sign, its plain form for terminals without Unicode, and its color."""

    sign: str
    plain: str
    style: str

    def on(self, console: Console) -> str:
        """Return the form that this console can show."""
        return self.sign if shows_unicode(console) else self.plain


GOOD: Final = Symbol("✓", "+", "good")
TICKED: Final = Symbol("✓", "*", "good")
"""A finished line of a plan: in ASCII, not the sign of one that will be created."""
BAD: Final = Symbol("✗", "x", "bad")
CAUTION: Final = Symbol("!", "!", "caution")
SKIPPED: Final = Symbol("–", "-", "quiet")
CREATED: Final = Symbol("+", "+", "good")
CHANGED: Final = Symbol("~", "~", "caution")
REMOVED: Final = Symbol("-", "-", "bad")
KEPT: Final = Symbol("=", "=", "quiet")
WAITING: Final = Symbol("…", ".", "caution")
ARROW: Final = Symbol("→", "->", "")
NEXT: Final = Symbol("→", ">", "quiet")
