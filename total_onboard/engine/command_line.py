"""A command as it can be pasted at any machine: with the words that name this tenant, this application, its groups."""

from __future__ import annotations

import shlex
from typing import Final

from total_onboard.desired_state import DesiredState
from total_onboard.entra.clouds import CloudName

_DEFAULTS: Final = DesiredState()
_UNNAMED_CLOUDS: Final = frozenset({"", CloudName.GLOBAL, CloudName.CUSTOM})


def command_line(command: str, *words: str) -> str:
    """``total-onboard …``, quoted for a shell."""
    return shlex.join(("total-onboard", *command.split(), *words))


def words_for(wanted: DesiredState, tenant_id: str, cloud: str) -> tuple[str, ...]:
    """The options without which a command would mean another tenant, another application, or other groups."""
    words = ["--tenant", tenant_id]
    if cloud not in _UNNAMED_CLOUDS:
        words += ["--cloud", cloud]
    if wanted.application_name != _DEFAULTS.application_name:
        words += ["--application-name", wanted.application_name]
    if wanted.groups != _DEFAULTS.groups:
        words += [word for group in wanted.groups for word in ("--group", f"{group.name}={group.role}")]
    return tuple(words)
