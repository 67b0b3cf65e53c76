"""List of the recordings that were written here, so that old ones are found and deleted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from total_onboard.core.files.private_files import private_folder, write_atomically

NAME: Final = "recordings.txt"
KEPT_DAYS: Final = 30
"""Days after which the documentation asks to delete a recording."""
_MOST: Final = 200
_DAY: Final = 86_400


class KnownRecording(NamedTuple):
    """A recording that still exists, and its age in days."""

    path: Path
    days: int


def remember_recording(state_dir: Path, path: Path) -> None:
    """Add a recording to the list. Raises OSError."""
    known = [str(one.path) for one in known_recordings(state_dir)]
    lines = [*(one for one in known if one != str(path.absolute())), str(path.absolute())]
    private_folder(state_dir)
    write_atomically(state_dir / NAME, "".join(f"{line}\n" for line in lines[-_MOST:]).encode())


def known_recordings(state_dir: Path) -> Iterator[KnownRecording]:
    """Yield the recordings that still exist, oldest first."""
    try:
        lines = (state_dir / NAME).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for path in map(Path, lines):
        if path.is_absolute() and path.is_file():
            yield KnownRecording(path, int((time.time() - path.stat().st_mtime) // _DAY))
