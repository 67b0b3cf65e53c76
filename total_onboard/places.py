"""Where things lie on this machine."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP = "total-onboard"


def default_state_dir() -> Path:
    """The platform's folder for state that must survive: journal, encrypted sign-in."""
    return platformdirs.user_state_path(APP, appauthor=False)


def user_settings_file() -> Path:
    """The user's own settings, read after ``total-onboard.toml`` in the working directory."""
    return platformdirs.user_config_path(APP, appauthor=False) / "total-onboard.toml"


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, and return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
