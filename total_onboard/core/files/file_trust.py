"""Which files and folders of this machine are believed: those that no other user could have written.

The rule of OpenSSH (sshd_config(5), StrictModes): each folder from the root to the file belongs to the user or to
root, and nobody else may write it. On Windows, modes say nothing, so every file is trusted.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue

NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)


def check_private(path: Path, what: str, remedy: str) -> None:
    """Raise BadValue if another user may write a file or folder, or a folder above it."""
    if problem := why_not_private(path):
        raise BadValue(f"The {what} {path} isn't used: {problem}.", remedy=remedy)


def why_not_private(path: Path) -> str:
    """Return what is wrong, with the file or folder that it is wrong with; empty if nothing is."""
    if not _has_owners():
        return ""
    place = Path(os.path.realpath(path))
    for one in (place, *place.parents):
        try:
            found = one.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return f"{one} can't be examined ({error.strerror})"
        if problem := _problem(found, is_above=one != place):
            return f"{one} {problem}"
    return ""


def read_own(path: Path, what: str) -> bytes:
    """Return the content of a file that no other user could have written. Raises BadValue, OSError."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NOFOLLOW)) as file:
        found = os.fstat(file.fileno())
        if problem := _problem(found, is_above=False) or ("" if stat.S_ISREG(found.st_mode) else "is not a file"):
            raise BadValue(
                f"The {what} {path} isn't used: it {problem}.",
                remedy="Check who wrote it. If it is yours, make it writable for you alone (chmod 600).",
            )
        return file.read()


def is_own(found: os.stat_result) -> bool:
    """Return whether a file belongs to this user, or to root, who needs no file to control this machine."""
    return not _has_owners() or found.st_uid in (os.geteuid(), 0)


def _has_owners() -> bool:
    """Return whether files have an owner and a mode; Windows reports every file as writable by all."""
    return hasattr(os, "geteuid")


def _problem(found: os.stat_result, *, is_above: bool) -> str:
    if not _has_owners():
        return ""
    if not is_own(found):
        return "belongs to another user"
    if is_above and found.st_mode & stat.S_ISVTX:
        return ""  # as /tmp: others may add files, but not replace ours
    if found.st_mode & stat.S_IWOTH:
        return "can be written by every user of this machine"
    if found.st_mode & stat.S_IWGRP and not _is_private_group(found.st_gid):
        return "can be written by other users of its group"
    return ""


def _is_private_group(group_id: int) -> bool:
    """Return whether it is a user's private group: many systems give each user a group of the same name."""
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(group_id)
    except KeyError:
        return False
    return group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
