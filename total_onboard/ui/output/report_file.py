"""``--report FILE``: the file itself, whole or not at all, for its owner alone."""

from __future__ import annotations

from pathlib import Path

from total_onboard.core.errors import BadValue
from total_onboard.core.paths import write_whole


def write_report(path: Path, page: str) -> None:
    """Replace an older report atomically. Raises BadValue."""
    try:
        write_whole(path, page.encode())
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"The report {path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another place with --report.")
