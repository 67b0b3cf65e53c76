"""Settings and settings files, as members of the JSON document."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

SettingValue = bool | int | float | str | tuple[str, ...] | None


class SettingSource(StrEnum):
    """Source of a setting, in the order of precedence."""

    COMMAND_LINE = "command-line"
    ENVIRONMENT = "environment"
    CONFIG = "config-file"
    USER_FILE = "user-file"
    SHEET = "value-sheet"
    DEFAULT = "default"


class SettingFact(BaseModel):
    """One setting in force. A secret's ``value`` is ``set`` or null; ``origin`` names the option, variable or file.

    ``problem`` says why the given value can't be used; then ``value`` is the default.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    value: SettingValue
    secret: bool
    source: SettingSource
    origin: str | None
    problem: str | None = None


class FileStatus(StrEnum):
    """Status of a settings file."""

    USED = "used"
    MISSING = "missing"
    IGNORED = "ignored"
    REFUSED = "refused"


class ConfigFile(BaseModel):
    """One place of a settings file: what leads to it, and whether it is used; ``why`` is empty if it is."""

    model_config = ConfigDict(frozen=True)

    path: str
    place: str
    exists: bool
    status: FileStatus
    why: str = ""


class RecordingFile(BaseModel):
    """One recording of requests that was written here, and its age in days; an old one should be deleted."""

    model_config = ConfigDict(frozen=True)

    path: str
    days: int
    is_old: bool
