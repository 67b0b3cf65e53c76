"""The SCIM token of a sheet, opened with the passphrase from TOTAL, or with the admin's own key."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.inputs.key_passphrase import unlock_keys
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.value_sheet.sealed_token import key_of, open_token, open_token_with
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask_until_valid

VARIABLE: Final = "TOTAL_ONBOARD_SHEET_PASSPHRASE"


def stored_sealed_token(settings: Settings, sealed: str) -> SecretText | None:
    """Return what opens without a question; None if nothing is known that could. Raises BadSheet, BadValue."""
    kid = key_of(sealed)
    if kid is None:
        return open_token(sealed, settings.sheet_passphrase) if settings.sheet_passphrase else None
    folder = KeyFolder.of(settings.state_dir)
    own = folder.by_handoff_key(kid) if settings.key_passphrase else None
    if own is None or settings.key_passphrase is None:
        return None
    return open_token_with(sealed, folder.opened(own.name, settings.key_passphrase).handoff)


def ask_sealed_token(screen: Screen, settings: Settings, sealed: str) -> SecretText | None:
    """Open the token and ask for the passphrase if unknown; None if nobody can be asked. Raises BadSheet, BadValue."""
    kid = key_of(sealed)
    if kid is not None:
        return _with_own_key(screen, settings, sealed, kid)
    if not screen.interactive:
        return None
    question = "The passphrase of the sheet's SCIM token"
    return ask_until_valid(screen, question, VARIABLE, lambda passphrase: open_token(sealed, passphrase))


def check_own_key(settings: Settings, sealed: str) -> None:
    """Raise BadValue if the token is sealed to a key that is not on this machine."""
    if kid := key_of(sealed):
        _own_name(settings, kid)


def open_typed(settings: Settings, sealed: str, passphrase: SecretText) -> SecretText:
    """Open the token with a typed passphrase: the sheet's, or that of one's own key. Raises BadSheet, BadValue."""
    kid = key_of(sealed)
    if kid is None:
        return open_token(sealed, passphrase)
    name = _own_name(settings, kid)
    return open_token_with(sealed, KeyFolder.of(settings.state_dir).opened(name, passphrase).handoff)


def _with_own_key(screen: Screen, settings: Settings, sealed: str, kid: str) -> SecretText:
    name = _own_name(settings, kid)
    return open_token_with(sealed, unlock_keys(screen, settings, KeyFolder.of(settings.state_dir), name).handoff)


def _own_name(settings: Settings, kid: str) -> str:
    own = KeyFolder.of(settings.state_dir).by_handoff_key(kid)
    if own is None:
        raise BadValue(
            f"The SCIM token in the sheet is sealed to a key that isn't on this computer: {kid}.",
            remedy="Run the command on the computer with that key, or give the token with --scim-token-file.",
        )
    return own.name
