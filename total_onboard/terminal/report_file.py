"""``--report FILE``: the file itself, whole or not at all, for its owner alone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from total_onboard.errors import BadValue


def check_report(path: Path) -> None:
    """Make sure, before anything is done, that it can be written; an older report is still whole. Raises BadValue."""
    try:
        handle, partial = _beside(path)
        os.close(handle)
        partial.unlink()
    except OSError as error:
        raise _cannot(path, error) from error


def write_report(path: Path, page: str) -> None:
    """An older report is replaced at one stroke. Raises BadValue."""
    try:
        handle, partial = _beside(path)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(page)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
    except OSError as error:
        raise _cannot(path, error) from error


def _beside(path: Path) -> tuple[int, Path]:
    """An empty file that only its owner can read (mode 0600), where the report will be."""
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    return handle, Path(name)


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"The report {path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another place with --report.")
