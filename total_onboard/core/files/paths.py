"""Locations of files on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

from total_onboard.core.files.file_trust import check_private

APP: Final = "total-onboard"


def default_state_dir() -> Path:
    """Return the platform's folder for state that must survive: journal, hand-offs, keys, encrypted sign-in."""
    return platformdirs.user_state_path(APP, appauthor=False)


def user_settings_file() -> Path:
    """Return the user's own settings file."""
    return platformdirs.user_config_path(APP, appauthor=False) / "total-onboard.toml"


def user_trusted_keys() -> Path:
    """Return the folder of the keys that the user trusts, in addition to those of the package."""
    return platformdirs.user_config_path(APP, appauthor=False) / "trusted-keys"


def checked_state(path: Path) -> Path:
    """Return the state folder, whose journal and keys decide what is believed.

    Raises BadValue if others may write it.
    """
    check_private(
        path, "state folder", "Make it and the folders above it writable for you alone, or set TOTAL_ONBOARD_STATE_DIR."
    )
    return path
