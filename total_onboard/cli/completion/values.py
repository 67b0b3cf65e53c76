"""Values that options complete to. Every Tab starts the program, so nothing heavy is imported here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from total_onboard.engine.step_id import SETUP_STEP_IDS

Choices = list[tuple[str, str] | str]

_HARMLESS: Final = re.compile(r"[\w./~+@%][\w./~+@%-]*", re.ASCII)
"""Names of files that mean nothing to a shell: completion scripts insert a value unquoted, and zsh evaluates it."""

CLOUDS: Final = ("global", "usgov", "usgov-dod", "china", "custom")
COMMANDS_THAT_SIGN_IN: Final = (
    "check-prereqs",
    "setup",
    "status",
    "verify",
    "admins",
    "sync",
    "rotate-secret",
    "monitor",
    "teardown",
)
CHECKS: Final = (
    "cloud",
    "licence",
    "role-applications",
    "role-groups",
    "role-consent",
    "consent-policy",
    "client-secrets",
    "app-registration",
    "conditional-access",
    "security-defaults",
    "name-clashes",
    "leftovers",
    "admin-group",
    "future-admins",
    "directory-quota",
    "scim-end",
    "scim-removal",
    "redirect-uri",
    "clock",
    "tls",
    "tool",
    "state-folder",
)


def cloud_names(incomplete: str) -> Choices:
    """List the Microsoft clouds."""
    return _starting(incomplete, CLOUDS)


def step_ids(incomplete: str) -> Choices:
    """List the steps of setup."""
    return _starting(incomplete, SETUP_STEP_IDS)


def check_ids(incomplete: str) -> Choices:
    """List the checks of check-prereqs."""
    return _starting(incomplete, CHECKS)


def explained_codes(incomplete: str) -> Choices:
    """List the codes that ``explain`` explains; Microsoft's many numbers once something is typed."""
    from total_onboard.commands.explain.explanation_tables import PREFIX, codes

    return _starting(incomplete, [code for code in codes() if incomplete or not code.startswith(PREFIX)])


def signing_in_commands(incomplete: str) -> Choices:
    """List the commands that sign in."""
    return _starting(incomplete, COMMANDS_THAT_SIGN_IN)


def persona_choices(incomplete: str) -> list[tuple[str, str]]:
    """List the personas with their titles; those of single findings once something is typed."""
    from importlib import resources

    folder = resources.files("total_onboard") / "sandbox" / "personas"
    found = [*folder.iterdir(), *((folder / "findings").iterdir() if incomplete else ())]
    files = {file.name.removesuffix(".toml"): file for file in found if file.name.endswith(".toml")}
    titles = {name: files[name].read_text("utf-8").partition("\n")[0] for name in _starting_names(incomplete, files)}
    return [(name, title.partition('"')[2].rstrip('"')) for name, title in titles.items()]


def key_names(incomplete: str) -> Choices:
    """List the keys on this machine."""
    with suppress(OSError):
        files = [file for file in (_state_dir() / "keys").iterdir() if file.suffix in (".jwk", ".key")]
        return _starting(incomplete, _harmless(sorted({file.stem for file in files})))
    return []


def sheet_files(incomplete: str) -> Choices:
    """List the value sheets in a folder. If there are none, the shell completes any file."""
    return _files(incomplete, ".totalsheet")


def handoff_files(incomplete: str) -> Choices:
    """List the hand-offs in a folder. If there are none, the shell completes any file."""
    return _files(incomplete, ".totalhandoff")


def _files(incomplete: str, suffix: str) -> Choices:
    folder, name = os.path.split(incomplete)
    with suppress(OSError):
        names = sorted(file.name for file in Path(folder or ".").expanduser().iterdir() if file.suffix == suffix)
        paths = [os.path.join(folder, each) for each in names if each.startswith(name)]  # noqa: PTH118
        return list(_harmless(paths))
    return []


def _harmless(names: Iterable[str]) -> Iterator[str]:
    """Leave out names that a shell would interpret; the shell's own completion quotes them."""
    return (name for name in names if _HARMLESS.fullmatch(name))


def _starting(incomplete: str, names: Iterable[str]) -> Choices:
    return list(_starting_names(incomplete, names))


def _starting_names(incomplete: str, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.startswith(incomplete))


def _state_dir() -> Path:
    """Return the state folder that the environment or the user's own settings file names."""
    import tomllib

    from total_onboard.core.files.paths import default_state_dir, user_settings_file

    if named := os.environ.get("TOTAL_ONBOARD_STATE_DIR"):
        return Path(named)
    with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        settings = tomllib.loads(user_settings_file().read_text("utf-8"))
        if isinstance(named := settings.get("state_dir"), str):
            return Path(named)
    return default_state_dir()
