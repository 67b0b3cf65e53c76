"""Output files of a command, checked before anything else is done."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import probe_writing
from total_onboard.exchange.safe_files import refuse_existing


class OutputKind(Enum):
    """How a file is written: what exists is refused, replaced, added to, or refused once there is something to write.

    ``LATER`` and ``FOLDER`` may be in a folder that doesn't exist yet.
    """

    NEW = auto()
    REPLACED = auto()
    ADDED_TO = auto()
    LATER = auto()
    FOLDER = auto()


@dataclass(frozen=True)
class OutputFile:
    """A path that the command line named, and the option."""

    option: str
    path: Path
    kind: OutputKind


def check_outputs(outputs: Iterable[OutputFile], inputs: Mapping[str, Path]) -> None:
    """Make sure that each can be written and that no two are one file. Raises BadValue; nothing is written."""
    named = {_plain(path): option for option, path in inputs.items()}
    for output in outputs:
        other = named.setdefault(_plain(output.path), output.option)
        if other != output.option:
            raise BadValue(
                f"{other} and {output.option} name the same file, {output.path}.",
                remedy=f"Choose another file with {output.option}.",
            )
        _check(output)


def _check(output: OutputFile) -> None:
    """Raise BadValue."""
    if output.kind is OutputKind.NEW:
        refuse_existing(output.path, output.option)
    try:
        _WAYS[output.kind](output.path)
    except OSError as error:
        what = "folder" if output.kind is OutputKind.FOLDER else "file"
        raise BadValue(
            f"{output.path} cannot be written: {error.strerror}.",
            remedy=f"Choose another {what} with {output.option}.",
        ) from error


def _check_room(path: Path) -> None:
    """Check a file that may exist, in a folder that may be made. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _check_folder(path.parent)


def _check_folder(path: Path) -> None:
    """Raise OSError if it is no folder that can be written to, or can't become one."""
    nearest = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _check_place(path: Path) -> None:
    """Check the folder; the file itself is checked when it is opened. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _plain(path: Path) -> str:
    return os.path.normcase(path.expanduser().resolve())


_WAYS: Final[Mapping[OutputKind, Callable[[Path], None]]] = {
    OutputKind.NEW: probe_writing,
    OutputKind.REPLACED: probe_writing,
    OutputKind.ADDED_TO: _check_place,
    OutputKind.LATER: _check_room,
    OutputKind.FOLDER: _check_folder,
}


@contextmanager
def explained_write(path: Path, remedy: str) -> Iterator[None]:
    """Name the file and the reason if writing it fails; ``remedy`` is for a file that exists. Raises BadValue."""
    try:
        yield
    except FileExistsError as error:
        raise BadValue(f"{path} exists already, and was not changed.", remedy=remedy) from error
    except OSError as error:
        raise BadValue(
            f"{path} can't be written: {error.strerror}.", remedy="Check the folder's permissions."
        ) from error
