"""The signs in front of lines; each stands beside a word, so that nothing is said by colour or shape alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from total_onboard.ui.gate import Console


def shows_unicode(console: Console) -> bool:
    """Whether more than plain ASCII can be shown here; an older Windows console cannot."""
    return console.encoding.lower().startswith("utf")


class Mark(NamedTuple):
    """A sign, its plain form for terminals without Unicode, and its colour."""

    sign: str
    plain: str
    style: str

    def on(self, console: Console) -> str:
        """The form that this console can show."""
        return self.sign if shows_unicode(console) else self.plain


GOOD: Final = Mark("✓", "+", "good")
BAD: Final = Mark("✗", "x", "bad")
CAUTION: Final = Mark("!", "!", "caution")
SKIPPED: Final = Mark("–", "-", "quiet")
CREATED: Final = Mark("+", "+", "good")
CHANGED: Final = Mark("~", "~", "caution")
REMOVED: Final = Mark("-", "-", "bad")
KEPT: Final = Mark("=", "=", "quiet")
WAITING: Final = Mark("…", ".", "caution")
NEXT: Final = Mark("→", ">", "quiet")
