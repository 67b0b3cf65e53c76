"""Settings that a command works with: those it doesn't need never break it, and nothing unfit gets into an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.errors import BadValue
from total_onboard.settings import ANY_ORGANIZATION
from total_onboard.settings_sources import Kind
from total_onboard.sheet import values
from total_onboard.sheet.wishes import scim_end

if TYPE_CHECKING:
    from total_onboard.settings import Settings
    from total_onboard.sheet.value_sheet import ValueSheet
    from total_onboard.terminal.screen import Screen

_SCIM: Final = ("scim_url", "scim_token")


def check_addressable(settings: Settings) -> None:
    """Check the values that become a part of an address at Microsoft. Raise BadValue."""
    if settings.tenant != ANY_ORGANIZATION:
        values.tenant(settings.tenant)
    values.client_id(settings.client_id)


def without_wrong_redirects(screen: Screen, settings: Settings) -> Settings:
    """Leave wrong redirect URIs out, unless they were typed, and name their source."""
    source = settings.source_of("redirect_uri")
    if source is None or source.kind is Kind.COMMAND_LINE:
        return settings
    try:
        for uri in settings.redirect_uri:
            values.redirect_uri(uri)
    except BadValue as error:
        screen.say(f"Ignored {source.label}: {error.message} This command doesn't need it.", style="quiet")
        return settings.model_copy(update={"redirect_uri": ()})
    return settings


def without_unneeded_scim(screen: Screen, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Leave an incomplete or wrong SCIM address or token out, unless it was typed, and name it."""
    found = [(name, source) for name in _SCIM if (source := settings.source_of(name))]
    if not found or any(source.kind is Kind.COMMAND_LINE for _, source in found):
        return settings
    try:
        scim_end(settings, sheet)
    except BadValue as error:
        names = " and ".join(source.label for _, source in found)
        screen.say(f"Ignored {names}: {error.message} This command doesn't need it.", style="quiet")
        return settings.model_copy(update=dict.fromkeys(_SCIM))
    return settings
