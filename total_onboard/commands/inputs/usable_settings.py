"""Settings that a command works with: those it doesn't need never break it, and nothing unfit gets into an address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from total_onboard.commands.inputs.ignorable_settings import invalid_settings
from total_onboard.core.errors import BadValue
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state import scim_endpoint
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import ANY_ORGANIZATION, Settings, load_settings
from total_onboard.settings_sources import SourceKind
from total_onboard.ui.console import Screen

_SCIM: Final = ("scim_url", "scim_token")


def check_addressable(settings: Settings) -> None:
    """Check the values that become a part of an address at Microsoft. Raise BadValue."""
    if settings.tenant != ANY_ORGANIZATION:
        validation.tenant(settings.tenant)
    validation.client_id(settings.client_id)


def usable_settings(given: Mapping[str, object], unneeded: Collection[str]) -> Settings:
    """Load what was said, without what is invalid and unneeded. Raises BadValue."""
    settings = load_settings(given, unneeded)
    return settings.without(invalid_settings(settings, unneeded))


def show_ignored(screen: Screen, settings: Settings) -> None:
    """Name each setting that was left out, and where it is set."""
    for name, why in sorted(settings.ignored.items()):
        source = settings.source_of(name)
        screen.say(f"Ignored {source.label if source else name}: {why} This command doesn't need it.", style="quiet")


def without_unneeded_scim(screen: Screen, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Leave an incomplete or wrong SCIM address or token out, unless it was typed, and name it."""
    found = [(name, source) for name in _SCIM if (source := settings.source_of(name))]
    if not found or any(source.kind is SourceKind.COMMAND_LINE for _, source in found):
        return settings
    try:
        scim_endpoint(settings, sheet)
    except BadValue as error:
        names = " and ".join(source.label for _, source in found)
        screen.say(f"Ignored {names}: {error.message} This command doesn't need it.", style="quiet")
        return settings.model_copy(update=dict.fromkeys(_SCIM))
    return settings
