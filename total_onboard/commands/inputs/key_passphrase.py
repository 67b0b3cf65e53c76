"""The passphrase of one's own keys: from the environment, or asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.private_keys import KeyFolder, KeyState, OwnKeys
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask_until_valid, choose, typed_secret

VARIABLE: Final = "TOTAL_ONBOARD_KEY_PASSPHRASE"
SHORTEST: Final = 8
"""Characters, as NIST SP 800-63B wants it of what people choose."""


def only_key(screen: Screen, folder: KeyFolder) -> str:
    """Name the key that can sign now, or let the user choose among several. Raises BadValue."""
    names = folder.names()
    if not names:
        raise BadValue("There is no key to sign with.", remedy="Make one with total-onboard keys create --name NAME.")
    states = {name: folder.state(name, datetime.now(UTC)) for name in names}
    usable = [name for name in names if states[name] is KeyState.CURRENT]
    if not usable:
        listed = ", ".join(f"{name} ({states[name]})" for name in names)
        raise BadValue(
            f"No key here can sign now: {listed}.",
            remedy="See total-onboard keys list; make one with total-onboard keys create --name NAME.",
        )
    return usable[0] if len(usable) == 1 else choose(screen, "Key to sign with", usable, "--key")


def unlock_keys(screen: Screen, settings: Settings, folder: KeyFolder, name: str) -> OwnKeys:
    """Unlock the keys of this name with a passphrase, which can be typed again after a mistake. Raises BadValue."""
    folder.public(name)
    folder.refuse_without_private_half(name)
    if settings.key_passphrase:
        return folder.opened(name, settings.key_passphrase)
    return ask_until_valid(
        screen, f"The passphrase of {name}", VARIABLE, lambda passphrase: folder.opened(name, passphrase)
    )


def unlock_signing_key(screen: Screen, settings: Settings, folder: KeyFolder, name: str) -> OwnKeys:
    """Return the keys of this name, unless they are revoked: customers would refuse the sheet. Raises BadValue."""
    require_signing_key(folder, name)
    return unlock_keys(screen, settings, folder, name)


def require_signing_key(folder: KeyFolder, name: str) -> None:
    """Raise BadValue for a key that is revoked or outside its period."""
    if folder.revocation(name).exists():
        raise BadValue(
            f"The key {name} is revoked ({folder.revocation(name)}).",
            remedy="Choose another with --key, or make one with total-onboard keys create.",
        )
    if (state := folder.state(name, datetime.now(UTC))) in (KeyState.NOT_YET, KeyState.EXPIRED):
        keys = folder.public(name).signing
        raise BadValue(
            f"The key {name} can't sign now ({state}): it is trusted from {keys.begins:%Y-%m-%d} to "
            f"{keys.ends:%Y-%m-%d}.",
            remedy="Choose another with --key, or make one with total-onboard keys create.",
        )


def choose_key(screen: Screen, settings: Settings, name: str) -> SecretText:
    """Return a new passphrase, typed twice. Raises BadValue."""
    return checked_new_passphrase(settings.key_passphrase or _asked_twice(screen, name))


def checked_new_passphrase(passphrase: SecretText) -> SecretText:
    """Return a new passphrase. Raises BadValue if it is too short."""
    if len(passphrase.reveal(to="the count of its characters")) < SHORTEST:
        raise BadValue(
            f"The passphrase has fewer than {SHORTEST} characters. Anyone who finds the file could guess it.",
            remedy="Use a longer passphrase of several words.",
        )
    return passphrase


def _asked_twice(screen: Screen, name: str) -> SecretText:
    passphrase = typed_secret(screen, f"A passphrase for {name}", VARIABLE)
    if passphrase != typed_secret(screen, "Repeat the passphrase", VARIABLE):
        raise BadValue("The two passphrases differ.", remedy="Run the same command again.")
    return passphrase
