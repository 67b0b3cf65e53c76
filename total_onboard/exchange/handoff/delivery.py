"""Delivery of the hand-off: as a file that only its owner can read, or through the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.core.errors import BadValue
from total_onboard.exchange.handoff.clipboard import check_clipboard, copy
from total_onboard.exchange.handoff.handoff_file import check_writable, write_handoff
from total_onboard.exchange.handoff.model import Handoff


def require_single_target(file: Path | None, *, clipboard: bool) -> None:
    """Raise BadValue if both are requested: the clipboard is chosen to keep the secret off the disk."""
    if file and clipboard:
        raise BadValue(
            "The hand-off goes into a file or into the clipboard, not into both.",
            remedy="Leave --handoff or --clipboard out.",
        )


@dataclass(frozen=True)
class HandoffTarget:
    """Target of the hand-off; ``path`` is None for the clipboard."""

    path: Path | None

    @classmethod
    def to(cls, chosen: Path | None, journal: Path, *, clipboard: bool) -> HandoffTarget:
        """Return the clipboard, the chosen file, or a new file in the journal's folder."""
        if clipboard:
            return cls(None)
        return cls(chosen or journal.with_name(f"{journal.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.totalhandoff"))

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
