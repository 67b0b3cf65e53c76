"""Delivery of the hand-off: as a file that only its owner can read, or through the clipboard."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.paths import private_folder, try_to_write, write_whole_new
from total_onboard.exchange.handoff.clipboard import check_clipboard, copy
from total_onboard.exchange.handoff.model import Handoff


def require_single_target(file: Path | None, *, clipboard: bool) -> None:
    """Raise BadValue if both are requested: the clipboard is chosen to keep the secret off the disk."""
    if file and clipboard:
        raise BadValue(
            "The hand-off goes to a file or to the clipboard, not to both.",
            remedy="Omit --handoff or --clipboard.",
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


class HandoffNotWritten(OnboardError):
    """The file of a hand-off could not be made. The next run makes a new secret."""

    code = "handoff-not-written"
    exit_status = ExitStatus.INCOMPLETE


def check_writable(path: Path) -> None:
    """Make sure, before a secret is minted, that it can be delivered. Raises BadValue.

    A hand-off that is already there is never overwritten: it may hold the only copy of a secret.
    """
    if os.path.lexists(path):
        raise BadValue(
            f"{path} already exists, and may contain the only copy of a secret.",
            remedy="Move it, or give another name with --handoff.",
        )
    try:
        try_to_write(private_folder(path.parent) / path.name)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise BadValue(message, remedy="Choose another file with --handoff.") from error


def write_handoff(handoff: Handoff, path: Path) -> None:
    """Write the file so that only its owner can read it, all of it or nothing, and wait until the disk has it.

    Raises HandoffNotWritten, OSError.
    """
    try:
        write_whole_new(path, handoff.content().encode())
    except FileExistsError as error:
        raise HandoffNotWritten(
            f"{path} appeared during this run and was not replaced, so the hand-off was not written.",
            remedy="Run the same command again with another name for --handoff.",
        ) from error
