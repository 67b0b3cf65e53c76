"""Files that others give: read no further than such a file can be long."""

from __future__ import annotations

from pathlib import Path


class TooLarge(ValueError):
    """The file is larger than any of its kind."""


def read_small(path: Path, largest: int) -> bytes:
    """Return the content of a file of at most ``largest`` bytes. Raises OSError, TooLarge."""
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise TooLarge
    return content
