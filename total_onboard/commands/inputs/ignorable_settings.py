"""Which settings each command gets along without: an invalid one of them is ignored, unless it was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.exchange.desired_state.value_declarations import LENIENT_COMMANDS, VALUE_OPTIONS
from total_onboard.settings import Settings

UNNEEDED: Final[Mapping[str, frozenset[str]]] = {
    command: frozenset(option.setting for option in VALUE_OPTIONS if command not in option.needed_by)
    for command in LENIENT_COMMANDS
}
"""What is not named here needs every setting."""


def invalid_settings(settings: Settings, unneeded: Collection[str]) -> dict[str, str]:
    """Find those whose value breaks a rule for what it says, and why; one that was typed is left to its command."""
    found: dict[str, str] = {}
    for option in VALUE_OPTIONS:
        source = settings.source_of(option.setting)
        if option.setting not in unneeded or source is None or source.is_of_this_run:
            continue
        try:
            option.validated(getattr(settings, option.setting))
        except BadValue as error:
            found[option.setting] = error.message
    return found
