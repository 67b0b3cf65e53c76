"""How the hand-off leaves this program: as a file that only its owner can read, or through the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.sheet.clipboard import check_clipboard, copy
from total_onboard.sheet.handoff import Handoff, check_writable, write_handoff


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
            check_clipboard()

    def hand_over(self, handoff: Handoff) -> None:
        """Deliver it."""
        if self.path:
            write_handoff(handoff, self.path)
        else:
            copy(handoff.content())
