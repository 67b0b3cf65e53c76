"""Which settings each command gets along without: an invalid one of them is ignored, unless it was typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state_from_sheet import parse_groups
from total_onboard.settings import Settings
from total_onboard.settings_sources import SourceKind

_LOOKS: Final = frozenset({"secret_months", "scim_token_ends", "redirect_uri", "admin", "group", "notification_email"})
_IN_THE_GROUP: Final = _LOOKS - {"group"}

UNNEEDED: Final[Mapping[str, frozenset[str]]] = {
    "status": _LOOKS,
    "verify": _LOOKS,
    "verify --rehearse-removal": _IN_THE_GROUP,
    "admins": _IN_THE_GROUP,
    "sync": _IN_THE_GROUP,
    "teardown": _LOOKS,
    "teardown --groups": _IN_THE_GROUP,
    "rotate-secret": frozenset({"scim_token_ends", "redirect_uri", "admin", "notification_email"}),
    "rotate-secret --finish": _LOOKS,
    "rotate-secret --scim-token": frozenset({"secret_months", "redirect_uri", "admin"}),
}
"""What is not named here needs every setting."""


def invalid_settings(settings: Settings, unneeded: Collection[str]) -> dict[str, str]:
    """Find those whose value breaks a rule for what it says, and why; one that was typed is left to its command."""
    found: dict[str, str] = {}
    for name in sorted(unneeded):
        source = settings.source_of(name)
        if source is None or source.kind is SourceKind.COMMAND_LINE or name not in _RULES:
            continue
        try:
            _RULES[name](settings)
        except BadValue as error:
            found[name] = error.message
    return found


def _redirect_uris(settings: Settings) -> None:
    for uri in settings.redirect_uri:
        validation.redirect_uri(uri)


def _people(settings: Settings) -> None:
    for one in settings.admin:
        validation.person(one)


def _months(settings: Settings) -> None:
    if settings.secret_months is not None:
        validation.secret_months(settings.secret_months)


def _notification_emails(settings: Settings) -> None:
    validation.notification_emails(settings.notification_email)


def _groups(settings: Settings) -> None:
    if settings.group:
        parse_groups(settings.group)


_RULES: Final[Mapping[str, Callable[[Settings], None]]] = {
    "redirect_uri": _redirect_uris,
    "admin": _people,
    "secret_months": _months,
    "group": _groups,
    "notification_email": _notification_emails,
}
