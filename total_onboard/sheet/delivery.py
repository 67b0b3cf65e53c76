"""How the hand-off leaves this program: as a file that only its owner can read, or through the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.errors import OnboardError
from total_onboard.sheet.handoff import Handoff, check_writable, write_handoff


class ClipboardMissing(OnboardError):
    """This machine has no clipboard that a program could reach."""

    code = "no-clipboard"


@dataclass(frozen=True)
class Delivery:
    """Where the hand-off goes; ``path`` is None for the clipboard."""

    path: Path | None

    @classmethod
    def to(cls, wished: Path | None, journal: Path, *, clipboard: bool) -> Delivery:
        """The clipboard, the file wished for, or a new file beside the journal."""
        if clipboard and wished is None:
            return cls(None)
        return cls(wished or journal.with_name(f"{journal.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.totalhandoff"))

    def check(self) -> None:
        """Make sure that it will work, before there is a secret to deliver. Raises BadValue, ClipboardMissing."""
        if self.path:
            check_writable(self.path)
        else:
            clipboard()

    def hand_over(self, handoff: Handoff) -> None:
        """Deliver it."""
        if self.path:
            write_handoff(handoff, self.path)
        else:
            clipboard()(handoff.content())


def clipboard() -> Callable[[str], None]:
    """The function that copies; where there is no clipboard pyperclip finds one that is false.

    Raises ClipboardMissing.
    """
    import pyperclip

    copy, _ = pyperclip.determine_clipboard()
    if not copy:
        raise ClipboardMissing(
            "There is no clipboard that this program could use.",
            remedy="Leave --clipboard out: the hand-off then goes to a file that only you can read.",
        )
    copying: Callable[[str], None] = copy
    return copying
