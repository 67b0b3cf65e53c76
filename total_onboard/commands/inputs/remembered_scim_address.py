"""A SCIM token without an address: the address is the one that setup stored from this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.errors import BadValue
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import stored_address
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.exchange.desired_state.from_sheet import NO_SCIM_ADDRESS, checked_token, token_options
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen

_REMEDY: Final = "Give the address with --scim-url."
_ADD: Final = "add its address with --scim-url"


def defer_lone_token(screen: Screen, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Put a token without an address aside until the tenant, and so its journal, is known. Raises BadValue."""
    token = settings.scim_token
    if not token or settings.scim_url or (sheet and sheet.scim_url):
        return settings
    try:
        checked_token(token, settings.cloud)
    except BadValue as error:
        _refuse_typed(settings, error)
        _ignore(screen, settings, error.message)
        return settings.with_deferred_token(None)
    if not has_any_history(settings.state_dir):
        _refuse_typed(settings, BadValue(NO_SCIM_ADDRESS, remedy=_REMEDY))
        _ignore(screen, settings, NO_SCIM_ADDRESS)
        return settings.with_deferred_token(None)
    return settings.with_deferred_token(token)


def with_stored_address(
    screen: Screen, settings: Settings, desired: DesiredState, journal: Journal, *, takes_new_token: bool
) -> DesiredState:
    """Add the token that was put aside, with the address from the journal. Raises BadValue for a typed token.

    A token from the environment is used only if it is the one that was stored with that address, or replaces it.
    """
    token = settings.deferred_token
    if token is None or desired.scim:
        return desired
    stored = stored_address(journal.entries(), adoption_decisions(settings))
    if stored is None:
        message = (
            "A SCIM token was given, but its address is unknown: setup from this machine stored none "
            "for this application."
        )
        _refuse_typed(settings, BadValue(message, remedy=_REMEDY))
        _ignore(screen, settings, message)
        return desired
    end = ScimEndpoint(url=stored.address, token=token, again=token_options(settings))
    if not takes_new_token and not _is_typed(settings) and not is_of(stored.fingerprint, end):
        _ignore(screen, settings, f"It isn't the token that setup stored for {stored.address}. To use it, {_ADD}.")
        return desired
    screen.say(f"SCIM address: {stored.address} (stored by setup from this machine on {stored.at:%Y-%m-%d})")
    return desired.model_copy(update={"scim": end})


def has_any_history(state_dir: Path) -> bool:
    """Return whether any command that writes has run from this machine."""
    return any(state_dir.glob("*/*.jsonl"))


def _is_typed(settings: Settings) -> bool:
    source = settings.source_of("scim_token")
    return source is not None and source.is_of_this_run


def _refuse_typed(settings: Settings, error: BadValue) -> None:
    if _is_typed(settings):
        raise error


def _ignore(screen: Screen, settings: Settings, why: str) -> None:
    source = settings.source_of("scim_token")
    screen.say(f"Ignored {source.label if source else 'the SCIM token'}: {why}", style="quiet")
