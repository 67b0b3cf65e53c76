"""Access to private files on Windows, which ignores modes: an access list for their owner alone."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from total_onboard.core.platforms.child_environment import child_environment

_OWNER: Final = "*S-1-3-4"
"""The owner of the file; names differ by language, numbers don't (Microsoft: well-known security identifiers)."""
_SYSTEM: Final = "*S-1-5-18"
_UNPROTECTED: Final[list[Path]] = []


def restrict(path: Path, *, is_folder: bool = False) -> None:
    """Leave access to a new, empty file or folder to its owner. Elsewhere than on Windows, its mode does that.

    What can't be restricted, for example on a memory stick, is noted instead.
    """
    if os.name != "nt" or _is_in_profile(path):
        return
    if not _run(icacls_command(path, is_folder=is_folder)):
        _UNPROTECTED.append(path)


def pop_unprotected() -> tuple[Path, ...]:
    """Return what others may be able to read, once."""
    found = tuple(dict.fromkeys(_UNPROTECTED))
    _UNPROTECTED.clear()
    return found


def icacls_command(path: Path, *, is_folder: bool) -> list[str]:
    """Return the command that removes what the folder above hands down, and grants the owner and the system access."""
    below = "(OI)(CI)" if is_folder else ""
    return [
        str(_system_folder() / "icacls.exe"),
        str(path),
        "/inheritance:r",
        "/grant:r",
        *(f"{one}:{below}F" for one in (_OWNER, _SYSTEM)),
    ]


def _is_in_profile(path: Path) -> bool:
    """Return whether Windows keeps others out already: of the folder for the user's own data."""
    profile = os.environ.get("LOCALAPPDATA")
    return bool(profile) and path.resolve().is_relative_to(profile or "")


def _run(command: list[str]) -> bool:
    try:
        ended = subprocess.run(command, capture_output=True, check=False, env=child_environment())  # noqa: S603
    except OSError:
        return False
    return ended.returncode == 0


def _system_folder() -> Path:
    """Return the folder of Windows' own programs. A name alone would be looked up in the working directory first."""
    if sys.platform != "win32":
        return Path()
    buffer = ctypes.create_unicode_buffer(260)
    ctypes.windll.kernel32.GetSystemDirectoryW(buffer, len(buffer))
    return Path(buffer.value)
