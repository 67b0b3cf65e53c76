"""Files that come from strangers, and new files that never overwrite what is there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.files.private_files import PRIVATE
from total_onboard.core.platforms.private_access import restrict
from total_onboard.core.text.decoding import NotText, decoded
from total_onboard.exchange.parsing.mailed_text import unwrapped
from total_onboard.exchange.parsing.strict_json import LARGEST

FOR_ALL: Final = 0o644
_LARGEST_FILE: Final = 2 * LARGEST
"""Bytes; UTF-16 takes two for each character."""


def small_text(path: Path, what: str, ask: str) -> str:
    """Read a file that says to be ``what``, no larger than such files are; a serialization that mail wrapped is whole.

    ``ask`` is what to do about another file. Raises BadSheet.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise BadSheet(f"{path} cannot be read: {error.strerror}.", remedy="Check the file's name.") from error
    return decode_small_text(content, path.name, what, ask)


def decode_small_text(content: bytes, name: str, what: str, ask: str) -> str:
    """Return the text of a file that was read, by the same rules as :func:`small_text`. Raises BadSheet."""
    try:
        text = decoded(content[: _LARGEST_FILE + 1]).text
    except NotText as error:
        raise BadSheet(f"{name} is not a text file.", remedy=ask) from error
    if len(content) > _LARGEST_FILE or len(text) > LARGEST:
        raise BadSheet(f"{name} is too large for a {what}.", remedy=ask)
    if not text.strip():
        raise BadSheet(f"{name} is empty.", remedy=ask)
    return unwrapped(text)


@dataclass(frozen=True)
class NewFile:
    """A file that is not there yet, and the option that named it."""

    path: Path
    content: str | bytes
    option: str
    mode: int = PRIVATE


@contextmanager
def new_files(files: Iterable[NewFile]) -> Iterator[None]:
    """Create all files, or none if writing or the body of ``with`` raises.

    Raises BadValue if one exists already or cannot be written.
    """
    with ExitStack() as undo:
        for file in files:
            write_new(file.path, file.content, option=file.option, mode=file.mode)
            undo.callback(file.path.unlink, missing_ok=True)
        yield
        undo.pop_all()


def refuse_existing(path: Path, option: str) -> None:
    """Raise BadValue if the path exists."""
    if path.exists() or path.is_symlink():
        raise BadValue(f"{path} already exists.", remedy=f"Move it, or give another name with {option}.")


def write_new(path: Path, content: str | bytes, *, option: str, mode: int = PRIVATE) -> None:
    """Write the whole file or none, and wait until the disk has it. Raises BadValue if it exists already."""
    refuse_existing(path, option)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except OSError as error:
        raise BadValue(f"{path} cannot be written: {error.strerror}.", remedy=f"Check {option}.") from error
    if mode == PRIVATE:
        restrict(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
