"""Where things lie on this machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import IO, Final

import platformdirs

from total_onboard.file_trust import check_private

APP = "total-onboard"
_MOUNTS: Final = Path("/proc/self/mounts")
_NETWORK_FILE_SYSTEMS: Final = ("nfs", "cifs", "smb", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "fuse.davfs")
_SYNCED_FOLDERS: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "mobile documents": "iCloud Drive",
    "cloudstorage": "a cloud drive",
}


def default_state_dir() -> Path:
    """The platform's folder for state that must survive: journal, hand-offs, keys, encrypted sign-in."""
    return platformdirs.user_state_path(APP, appauthor=False)


def user_settings_file() -> Path:
    """The user's own settings file."""
    return platformdirs.user_config_path(APP, appauthor=False) / "total-onboard.toml"


def checked_state(path: Path) -> Path:
    """The state folder, whose journal and keys decide what is believed. Raises BadValue if others may write it."""
    check_private(
        path, "state folder", "Make it and the folders above it writable for you alone, or set TOTAL_ONBOARD_STATE_DIR."
    )
    return path


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, and return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep_name(path: Path) -> None:
    """Wait until the disk has a new file's name too, not only what is in it (fsync(2)); Windows takes no such word."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_whole(path: Path, content: bytes, *, mode: int = 0o600, wait: bool = True) -> None:
    """Write a file so that it is there whole or not at all, an older one until then, and wait until the disk has it.

    What a run that was cut short has left of it goes with it. Raises OSError.
    """
    half = _half(path)
    try:
        with _new(half, mode) as file:
            write_all(file, content)
            if wait:
                os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise
    if wait:
        keep_name(path)


def try_to_write(path: Path) -> None:
    """Find out, before there is anything to be written, whether it can be. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    half = _half(path)
    _new(half, 0o600).close()
    half.unlink()


def write_all(file: IO[bytes], content: bytes) -> None:
    """A disk that is nearly full takes the beginning first, and refuses only the rest. Raises OSError."""
    while content:
        content = content[file.write(content) :]


def _half(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _new(path: Path, mode: int) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return open(path, "xb", buffering=0, opener=partial(os.open, mode=mode))


def shared_with(folder: Path) -> str:
    """What carries a folder to other machines, by its name and by what is mounted there; empty where nothing does."""
    place = folder.absolute().resolve()
    for part in place.parts:
        for beginning, service in _SYNCED_FOLDERS.items():
            if part.lower().startswith(beginning):
                return service
    if place.drive.startswith("\\\\"):
        return f"the network share {place.drive}"
    kind = file_system_of(place, _MOUNTS.read_text(encoding="utf-8").splitlines()) if _MOUNTS.exists() else ""
    return f"a network file system ({kind})" if kind.startswith(_NETWORK_FILE_SYSTEMS) else ""


def file_system_of(folder: PurePath, mounts: Iterable[str]) -> str:
    """The kind of the innermost mount that holds a folder, by the lines of /proc/mounts (proc(5), fstab(5))."""
    best, kind = PurePath(), ""
    for line in mounts:
        _, point, file_system, *_ = line.split(" ")
        place = PurePath(point.replace("\\040", " "))
        if folder.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, file_system
    return kind
