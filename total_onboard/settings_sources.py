"""Sources of the settings, and which settings each source can give."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import check_private
from total_onboard.core.files.paths import user_settings_file
from total_onboard.core.text.decoding import NotText, read_text

PREFIX: Final = "TOTAL_ONBOARD_"
NAME: Final = "total-onboard.toml"
NEVER_FROM_CONFIG: Final = frozenset(
    {
        "config",
        "app_id",
        "group_id",
        "authority_url",
        "graph_url",
        "ca_bundle",
        "client_certificate",
        "client_certificate_password",
        "client_id",
        "state_dir",
        "ledger_url",
        "notify_url",
        "trusted_keys",
        "sheet_passphrase",
        "certificate_key_passphrase",
        "key_passphrase",
        "client_secret",
        "scim_token",
    }
)
"""Settings that decide on trust and on known objects, and all secrets: a file sent with a sheet must not set them."""


WITHOUT_OPTION: Final = frozenset(
    {
        "authority_url",
        "ca_bundle",
        "certificate_key_passphrase",
        "client_certificate",
        "client_certificate_password",
        "client_id",
        "client_secret",
        "graph_url",
        "key_passphrase",
        "ledger_url",
        "notify_url",
        "verification_seconds",
        "replication_seconds",
        "sheet_passphrase",
        "state_dir",
        "trusted_keys",
    }
)
"""Settings that no option of the command line sets."""


_OTHER_OPTIONS: Final = {"scim_token": "--scim-token-file"}
"""Options that are not named like the setting."""


class SourceKind(Enum):
    """The sources, the one that wins first."""

    COMMAND_LINE = auto()
    TENANTS_FILE = auto()
    ENVIRONMENT = auto()
    CONFIG = auto()
    OWN_FILE = auto()


@dataclass(frozen=True)
class Source:
    """One place; ``label`` names it to people."""

    kind: SourceKind
    label: str

    @property
    def is_of_this_run(self) -> bool:
        """Return whether the value was given for this run: typed, or in the tenants file."""
        return self.kind in (SourceKind.COMMAND_LINE, SourceKind.TENANTS_FILE)


@dataclass(frozen=True)
class GivenValue:
    """The values of one run by name, each from the source that wins, and that source."""

    values: dict[str, Any]
    sources: dict[str, Source]


def without_gaps(given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what nobody gave; zero and an empty text stay, and their rules refuse them."""
    return {name: value for name, value in given.items() if value not in (None, (), [])}


def option_of(name: str) -> str:
    """Return the option of a setting."""
    return _OTHER_OPTIONS.get(name) or f"--{name.replace('_', '-')}"


def values_below(given: Mapping[str, Any], names: Iterable[str]) -> GivenValue:
    """Read the sources below the command line, which may name a file. Raises BadValue for one that cannot be used."""
    collected = GivenValue({}, {})
    own = user_settings_file()
    if own.exists():
        _add(collected, read_own_file(own), Source(SourceKind.OWN_FILE, str(own)))
    if config := _config_file(given):
        _add(collected, read_config_file(config), Source(SourceKind.CONFIG, f"{config} (--config)"))
    for name, value in _environment(names).items():
        _add(collected, {name: value}, Source(SourceKind.ENVIRONMENT, f"{PREFIX}{name.upper()}"))
    return collected


def set_in_environment(names: Iterable[str]) -> tuple[str, ...]:
    """Return the settings among these that a variable sets, in upper or lower case."""
    return tuple(_environment(names))


def _environment(names: Iterable[str]) -> dict[str, str]:
    """Return what variables say of these settings; an empty variable says nothing."""
    said = {name.upper(): value for name, value in os.environ.items() if value}
    return {name: said[variable] for name in names if (variable := f"{PREFIX}{name.upper()}") in said}


def read_own_file(path: Path) -> dict[str, Any]:
    """Read the user's own file, which may set everything. Raises BadValue, also if others may write it."""
    check_private(path, "settings file", "Make it and its folders writable for you alone (chmod go-w).")
    return _read(path)


def read_config_file(path: Path) -> dict[str, Any]:
    """Read a file that ``--config`` names. Raises BadValue, also if it sets what it may not."""
    found = _read(path)
    _refuse_what_is_not_its_own(found, path)
    return found


def ignored_file(config: Path | None) -> Path | None:
    """Return a settings file in the working directory that nobody asked for: it is never read, only named."""
    here = Path(NAME)
    if not os.path.lexists(here):
        return None
    asked = [config or os.environ.get(f"{PREFIX}CONFIG"), user_settings_file()]
    used = {os.path.realpath(one) for one in asked if one}
    return None if os.path.realpath(here) in used else here


def _add(collected: GivenValue, values: Mapping[str, Any], source: Source) -> None:
    collected.values.update(values)
    collected.sources.update(dict.fromkeys(values, source))


def _config_file(given: Mapping[str, Any]) -> Path | None:
    named = given.get("config") or os.environ.get(f"{PREFIX}CONFIG")
    return Path(named) if named else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except (OSError, NotText) as error:
        raise BadValue(
            f"The settings file {path} can't be read: {_why(error)}.",
            remedy="Check its name, or run 'total-onboard config path'.",
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadValue(f"{path} isn't TOML: {error}.", remedy="Correct that line of the file.") from None


def _why(error: OSError | NotText) -> str:
    return (error.strerror or "unknown reason") if isinstance(error, OSError) else "it isn't a text file"


def _refuse_what_is_not_its_own(found: Mapping[str, Any], config: Path) -> None:
    if not (refused := sorted(found.keys() & NEVER_FROM_CONFIG)):
        return
    name = refused[0]
    raise BadValue(
        f"{config} sets {name}, which a file that --config names can't set.",
        remedy=f"Set {PREFIX}{name.upper()} or {name} in {user_settings_file()}.",
    )
