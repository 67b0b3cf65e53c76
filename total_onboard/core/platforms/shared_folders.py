"""Folders that other machines share: synced by a cloud drive, or on a network file system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Final

_MOUNTS: Final = Path("/proc/self/mounts")
_FIELDS_BEFORE: Final = 2
_BLANK: Final = "\\040"
_MOUNT: Final = "/sbin/mount"
_MACOS_MOUNT: Final = re.compile(r".* on (?P<point>/.*) \((?P<kind>\w+)[^()]*\)")
_NETWORK_FILE_SYSTEMS: Final = (
    "nfs",
    "cifs",
    "smb",
    "afs",
    "afpfs",
    "webdav",
    "ceph",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
)
_SYNCED_FOLDERS: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "mobile documents": "iCloud Drive",
    "cloudstorage": "a cloud drive",
}


def shared_with(folder: Path) -> str:
    """Return what syncs a folder to other machines, by its name and its mount; empty if nothing does."""
    place = folder.absolute().resolve()
    for part in place.parts:
        for beginning, service in _SYNCED_FOLDERS.items():
            if part.lower().startswith(beginning):
                return service
    if place.drive.startswith("\\\\"):
        return f"the network share {place.drive}"
    kind = file_system_of(place, _mounts())
    return f"a network file system ({kind})" if kind.startswith(_NETWORK_FILE_SYSTEMS) else ""


def _mounts() -> list[str]:
    """Return the lines of /proc/mounts. Users may name a mount point, with any bytes: only a line feed ends a line."""
    if sys.platform == "darwin":
        return mounts_of_macos(subprocess.run([_MOUNT], capture_output=True, text=True, check=False).stdout)  # noqa: S603
    if not _MOUNTS.exists():
        return []
    lines = os.fsdecode(_MOUNTS.read_bytes()).split("\n")
    return [line for line in lines if line.count(" ") >= _FIELDS_BEFORE]


def mounts_of_macos(listed: str) -> list[str]:
    """Return what mount(8) of macOS prints (``//nas/home on /Volumes/home (smbfs, nodev)``) as in /proc/mounts."""
    found = (_MACOS_MOUNT.fullmatch(line) for line in listed.split("\n"))
    return [f"- {one['point'].replace(' ', _BLANK)} {one['kind']} -" for one in found if one]


def file_system_of(folder: PurePath, mounts: Iterable[str]) -> str:
    """Return the kind of the innermost mount that holds a folder, by the lines of /proc/mounts (proc(5), fstab(5))."""
    best, kind = PurePath(), ""
    for line in mounts:
        _, point, file_system, *_ = line.split(" ")
        place = PurePath(point.replace(_BLANK, " "))
        if folder.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, file_system
    return kind
