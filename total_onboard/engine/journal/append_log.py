"""Append-only file of lines: an added line survives a crash or a power failure."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.files.file_trust import read_own
from total_onboard.core.files.private_files import (
    keep_name,
    open_to_append,
    private_folder,
    write_all,
    write_atomically,
)

TORN: Final = b" #torn"
"""End of an unfinished line, if another one follows it."""


class JournalUnwritable(OnboardError):
    """The disk is full, or nobody may write there. What was about to be done without a trace is not done."""

    code = "journal-unwritable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The journal {path} can't be written ({error.strerror}), and total-onboard creates nothing without it.",
            remedy="Free up space, or set TOTAL_ONBOARD_STATE_DIR to another folder if nothing was set up yet; "
            "then run the same command again: it resumes.",
        )


class AppendLog:
    """One file in its own folder below another; only its owner can read them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open_folder(self) -> None:
        """Make the folder that holds it. Raises JournalUnwritable."""
        try:
            private_folder(private_folder(self.path.parent.parent) / self.path.parent.name)
        except OSError as error:
            raise JournalUnwritable(self.path, error) from error

    def append(self, line: bytes, *, wait: bool = True) -> None:
        """Add one, and wait until the disk has it, or leave that to the next one. Raises JournalUnwritable."""
        self.open_folder()
        try:
            with open(self.path, "a+b", buffering=0, opener=_for_its_owner) as file:
                is_new = file.tell() == 0
                write_all(file, _end_of_torn_line(file) + line + b"\n")
                if wait:
                    os.fsync(file.fileno())
            if is_new:
                keep_name(self.path)
                keep_name(self.path.parent)
        except OSError as error:
            raise JournalUnwritable(self.path, error) from error

    def write_sibling(self, path: Path, content: bytes) -> None:
        """Write another file of the same folder, all of it or nothing. Raises JournalUnwritable."""
        try:
            write_atomically(path, content)
        except OSError as error:
            raise JournalUnwritable(path, error) from error

    def __iter__(self) -> Iterator[bytes]:
        """Yield all lines, oldest first; one may be torn (power cut, full disk)."""
        if self.path.exists():
            yield from read_own(self.path, "journal").split(b"\n")


def _for_its_owner(path: str, flags: int) -> int:  # noqa: ARG001
    return open_to_append(Path(path))


def _end_of_torn_line(file: IO[bytes]) -> bytes:
    """Return the end to add: after a power cut the last line may lack its end, and the next must not be glued to it.

    One that lacks nothing but the line break is whole.
    """
    if file.tell() == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    if file.read(1) == b"\n":
        return b""
    file.seek(0)
    return b"\n" if is_whole(file.read().rpartition(b"\n")[2]) else TORN + b"\n"


def is_whole(line: bytes) -> bool:
    """Return whether nothing of a line is missing: each is a JSON document."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
