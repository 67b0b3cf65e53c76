"""Places of settings files: whether each exists, is used, ignored or refused, and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from total_onboard.core.errors import BadValue
from total_onboard.core.files.paths import user_settings_file
from total_onboard.settings import Settings
from total_onboard.settings_sources import PREFIX, ignored_file, read_config_file, read_own_file
from total_onboard.ui.output.config_documents import ConfigFile, FileStatus

Reader = Callable[[Path], Mapping[str, Any]]


def config_files(option: Path | None) -> Iterator[ConfigFile]:
    """Yield each place that is examined, the one that wins first."""
    variable = os.environ.get(f"{PREFIX}CONFIG")
    if option:
        yield _examined(option, "--config", read_config_file)
    if variable:
        place = f"{PREFIX}CONFIG"
        yield (
            _ignored(Path(variable), place, "--config wins.")
            if option
            else _examined(Path(variable), place, read_config_file)
        )
    yield _examined(user_settings_file(), "your own file", read_own_file)
    if here := ignored_file(option):
        why = f"The working directory is never read. To use this file, add --config {here}."
        yield _ignored(here, "working directory", why)


def _examined(path: Path, place: str, read: Reader) -> ConfigFile:
    if not os.path.lexists(path):
        return ConfigFile(path=str(path), place=place, exists=False, status=FileStatus.MISSING)
    why = _refusal(path, read)
    status = FileStatus.REFUSED if why else FileStatus.USED
    return ConfigFile(path=str(path), place=place, exists=True, status=status, why=why)


def _refusal(path: Path, read: Reader) -> str:
    try:
        unknown = sorted(read(path).keys() - Settings.model_fields.keys())
    except BadValue as error:
        return f"{error.message} {error.remedy}"
    return f"There is no setting {unknown[0]}. Remove it from the file." if unknown else ""


def _ignored(path: Path, place: str, why: str) -> ConfigFile:
    return ConfigFile(path=str(path), place=place, exists=os.path.lexists(path), status=FileStatus.IGNORED, why=why)
