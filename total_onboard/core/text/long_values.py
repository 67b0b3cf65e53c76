"""Foreign values that are too long for a screen, and their abridged form in every text that people read.

Microsoft Graph lets a name have 256 characters. One that is longer comes from no honest server, and would push
everything else off the screen. A text is never cut as a whole, because it may list many names that all count.
"""

from __future__ import annotations

import threading
from typing import Final

from total_onboard.core.known_secrets import LONGEST_TEXT, abridged
from total_onboard.core.text.blank_runs import BLANK_RUNS

LONGEST_NAME: Final = 256
_BEGINNING: Final = 64
_NAMES: Final = frozenset(
    {
        *("displayname", "name", "username", "userprincipalname", "mail", "mailnickname", "jobtitle", "department"),
        *("principaldisplayname", "resourcedisplayname", "hint", "id", "externalid"),
    }
)
"""Properties that hold a name or an id, in small letters; others, such as messages, may be longer."""


class LongValues:
    """The values, found by how they begin: a text is searched once, however many there are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._most: dict[str, int] = {}
        self._lengths: dict[str, set[int]] = {}

    def remember(self, field: str, value: object) -> None:
        """Abridge this value of a field from now on, if it is too long; squeeze its runs of blanks."""
        if isinstance(value, list):
            for one in value:
                self.remember(field, one)
        if not isinstance(value, str):
            return
        BLANK_RUNS.remember(value)
        if len(value) <= LONGEST_NAME:
            return
        most = LONGEST_NAME if field.lower() in _NAMES else LONGEST_TEXT
        if len(value) > most:
            with self._lock:
                self._most[value] = most
                self._lengths.setdefault(value[:_BEGINNING], set()).add(len(value))

    def forget_all(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._most.clear()
            self._lengths.clear()
        BLANK_RUNS.forget_all()

    def abridged_in(self, text: str) -> str:
        """Return the text with each of them cut, with an ellipsis at the cut."""
        if len(text) <= LONGEST_NAME or not self._most:
            return text
        parts, begin, at = [], 0, 0
        while at < len(text) - LONGEST_NAME:
            if value := self._value_at(text, at):
                parts += [text[begin:at], abridged(value, self._most[value])]
                begin = at = at + len(value)
            else:
                at += 1
        return "".join((*parts, text[begin:]))

    def _value_at(self, text: str, at: int) -> str:
        lengths = self._lengths.get(text[at : at + _BEGINNING])
        if lengths is None:
            return ""
        possible = (text[at : at + length] for length in sorted(lengths, reverse=True))
        return next((one for one in possible if one in self._most), "")


LONG_VALUES: Final = LongValues()
