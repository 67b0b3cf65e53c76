"""Private files: written whole or not at all, for their owner alone, and never through a link."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Final

from total_onboard.core.files.file_trust import NOFOLLOW, is_own
from total_onboard.core.platforms.private_access import restrict

PRIVATE: Final = 0o600
_OPENED_BY_OTHERS: Final = (5, 32)
"""ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION of Windows."""
_PAUSES: Final = (0.01, 0.03, 0.1, 0.3, 0.6, 1.0)


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, and return it."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        restrict(path, is_folder=True)
    return path


def keep_name(path: Path) -> None:
    """Wait until the disk has a new file's name too, not only what is in it (fsync(2)); Windows takes no such word."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_atomically(path: Path, content: bytes, *, mode: int = PRIVATE, wait: bool = True) -> None:
    """Replace a file atomically, and wait until the disk has it.

    Leftovers of an interrupted run are removed as well. Raises OSError, also for a link or another
    user's file at this name.
    """
    _refuse_unsafe_file(path)
    with _half_of(path, content, mode, wait=wait) as half:
        _replace(half, path)
    if wait:
        keep_name(path)


def write_new_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and never in the place of what appeared meanwhile. Raises FileExistsError,
    OSError."""
    with _half_of(path, content, PRIVATE) as half:
        try:
            os.link(half, path, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # a file system without hard links
            with _exclusive(path, PRIVATE) as file:
                write_all(file, content)
                os.fsync(file.fileno())
        half.unlink()
    keep_name(path)


def probe_writing(path: Path) -> None:
    """Find out, before there is anything to be written, whether it can be. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _refuse_unsafe_file(path)
    with _half_of(path, b"", PRIVATE, wait=False) as half:
        half.unlink()


def open_to_append(path: Path, mode: int = PRIVATE) -> int:
    """Return a descriptor at the end of a file of ours, made if need be.

    Raises OSError for a link or another user's file.
    """
    _refuse_unsafe_file(path)
    is_new = not path.exists()
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR | NOFOLLOW, mode)
    if is_new and mode == PRIVATE:
        restrict(path)
    if problem := _ownership_problem(os.fstat(handle)):
        os.close(handle)
        raise problem
    return handle


def write_all(file: IO[bytes], content: bytes) -> None:
    """Write all bytes: a nearly full disk takes the beginning first, and refuses only the rest. Raises OSError."""
    while content:
        content = content[file.write(content) :]


@contextmanager
def _half_of(path: Path, content: bytes, mode: int, *, wait: bool = True) -> Iterator[Path]:
    """Open a temporary file in the same folder, under a name that only this program uses; remove it on failure."""
    half = path.with_name(f".{path.name}.total-onboard.partial")
    file = _new(half, mode)
    try:
        with file:
            write_all(file, content)
            if wait:
                os.fsync(file.fileno())
        yield half
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise


def _new(path: Path, mode: int) -> IO[bytes]:
    try:
        return _exclusive(path, mode)
    except FileExistsError:
        _refuse_unsafe_file(path)
        path.unlink()
        return _exclusive(path, mode)


def _exclusive(path: Path, mode: int) -> IO[bytes]:
    file = open(path, "xb", buffering=0, opener=partial(os.open, mode=mode))  # noqa: SIM115
    if mode == PRIVATE:
        restrict(path)
    return file


def _replace(half: Path, path: Path) -> None:
    """Replace a file. On Windows, a virus scanner or an indexer may have it open for a moment. Raises OSError."""
    for pause in _PAUSES:
        try:
            half.replace(path)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _OPENED_BY_OTHERS:
                raise
            time.sleep(pause)
        else:
            return
    half.replace(path)


def _refuse_unsafe_file(path: Path) -> None:
    with suppress(FileNotFoundError):
        if problem := _ownership_problem(path.lstat()):
            raise problem


def _ownership_problem(found: os.stat_result) -> OSError | None:
    """Return the error for what is not written: a link, a device, a file of another user."""
    if stat.S_ISLNK(found.st_mode):
        return OSError(errno.ELOOP, "it is a symbolic link")
    if not stat.S_ISREG(found.st_mode):
        return OSError(errno.EINVAL, "it is not a regular file")
    return None if is_own(found) else PermissionError(errno.EPERM, "it belongs to another user")
