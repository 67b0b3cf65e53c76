"""``keys trust``: trust the key of a page or key file if its fingerprint is the one that was heard on the phone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.files.paths import user_trusted_keys
from total_onboard.exchange.keys.keys_offered_for_trust import offered_keys
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.trusted_keys import SHIPPED, TrustedKeys, load_trusted_keys, store_trusted_key
from total_onboard.exchange.readable_codes import normalized_fingerprint
from total_onboard.settings import NOT_NEEDED_OFFLINE, load_settings
from total_onboard.ui.console import Screen
from total_onboard.ui.output.exchange_documents import TrustedKeyFacts
from total_onboard.ui.prompts import TRIALS, ask
from total_onboard.ui.views.exchange.keys import show_trusted_key

_CALL: Final = (
    "Call your TOTAL representative at a number that you had before, and ask for the key fingerprint. "
    "Don't take it from the file or from the mail that it came with."
)
_FORM: Final = "A key fingerprint has 20 letters and digits, in five groups of four."
_NEWER: Final = "Ask your TOTAL representative for a value sheet that is signed with a newer key."


def trust_key(context: CommandContext, file: Path, heard: str | None) -> CommandResult:
    """Store the key whose fingerprint was heard; nothing if it is trusted already. Raises BadSheet, BadValue."""
    setting = load_settings({}, NOT_NEEDED_OFFLINE).trusted_keys
    folder = _folder(setting)
    offered = offered_keys(file)
    key = _matching(offered, _heard(context.screen, heard), file)
    trusted, now = load_trusted_keys(setting, confirmed=(key,)), datetime.now(UTC)
    _check_usable(key, trusted, now)
    stored = None if trusted.by_id(key.kid) else store_trusted_key(folder, key)
    facts = TrustedKeyFacts.of(key, trusted.state(key, now), stored)
    show_trusted_key(context.screen, facts)
    return CommandResult(members={"trusted_key": facts})


def _folder(setting: Path | None) -> Path:
    if setting is None or setting.is_dir():
        return setting or user_trusted_keys()
    raise BadValue(
        f"TOTAL_ONBOARD_TRUSTED_KEYS names the file {setting}; keys trust adds to a folder.",
        remedy=f"Remove the setting to use {user_trusted_keys()}, or set it to a folder.",
    )


def _heard(screen: Screen, option: str | None) -> str:
    """Return the fingerprint that was given or is typed now, normalized. Raises BadValue, Interrupted."""
    if option is None and screen.interactive:
        screen.say(_CALL)
    for _ in range(TRIALS if option is None else 1):
        typed = ask(screen, "Key fingerprint", "--fingerprint") if option is None else option
        if code := normalized_fingerprint(typed):
            return code
        if option is None:
            screen.asking.print(_FORM, style="caution")
    raise BadValue(f"This is not a key fingerprint. {_FORM}", remedy="Ask your TOTAL representative for it again.")


def _matching(offered: tuple[SigningKey, ...], code: str, file: Path) -> SigningKey:
    for key in offered:
        if normalized_fingerprint(key.fingerprint) == code:
            return key
    raise BadSheet(
        f"The fingerprint you typed isn't that of the key in {file.name}. Nothing was stored.",
        remedy="Ask for the key fingerprint again; the sheet fingerprint is another one. If it still differs, the "
        "file was changed: don't use it, and tell TOTAL.",
    )


def _check_usable(key: SigningKey, trusted: TrustedKeys, now: datetime) -> None:
    """Raise BadSheet for a key that is revoked or expired, or stored with another name or period."""
    if revoked := trusted.revoked.get(key.kid):
        raise BadSheet(f"The key {key.name} was revoked on {revoked:%Y-%m-%d}. Nothing was stored.", remedy=_NEWER)
    stored = trusted.by_id(key.kid)
    if stored and stored != key:
        _refuse_other(stored, key, trusted, now)
    if key.ends <= now:
        raise BadSheet(f"The key {key.name} expired on {key.ends:%Y-%m-%d}. Nothing was stored.", remedy=_NEWER)


def _refuse_other(stored: SigningKey, offered: SigningKey, trusted: TrustedKeys, now: datetime) -> NoReturn:
    """Raise BadSheet: sheets are checked with the stored name and period, not with the offered ones."""
    file = trusted.files[stored.kid]
    raise BadSheet(
        f"The key {offered.name} is stored in {file} with another name or period: {_described(stored, now)}. "
        f"The file that you named says: {_described(offered, now)}. Nothing was stored.",
        remedy=_NEWER if offered.ends <= now else _replacing(stored, trusted),
    )


def _described(key: SigningKey, now: datetime) -> str:
    ends = "expired on" if key.ends <= now else "until"
    return f"{key.name}, from {key.begins:%Y-%m-%d}, {ends} {key.ends:%Y-%m-%d}"


def _replacing(stored: SigningKey, trusted: TrustedKeys) -> str:
    file = trusted.files[stored.kid]
    if file.is_relative_to(SHIPPED):
        return "Install the newest version of total-onboard, which contains TOTAL's keys."
    others = [kid for kid, place in trusted.files.items() if place == file and kid != stored.kid]
    removal = f"Remove the key {stored.name} from {file}" if others else f"Delete {file}"
    return f"{removal}, then trust the key again with total-onboard keys trust."
