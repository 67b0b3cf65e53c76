"""New files that never overwrite what is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from total_onboard.errors import BadValue

PRIVATE: Final = 0o600
FOR_ALL: Final = 0o644


def refuse_existing(path: Path, option: str) -> None:
    """Raises BadValue where something is there already."""
    if path.exists() or path.is_symlink():
        raise BadValue(f"{path} is already there.", remedy=f"Move it away, or give another name with {option}.")


def write_new(path: Path, text: str, *, option: str, mode: int = PRIVATE) -> None:
    """Write the whole file or none, and wait until the disk has it. Raises BadValue where it is there already."""
    refuse_existing(path, option)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except OSError as error:
        raise BadValue(f"{path} cannot be written: {error.strerror}.", remedy=f"Check {option}.") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
