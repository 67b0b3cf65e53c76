"""A signed value sheet: who signed it, and whether it may be used now. Nothing in it is believed before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.keys.public_keys import PublicKey, SigningKey
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ASK_REP, sheet_of

TYP: Final = "total-value-sheet+jws"
CLOCKS_DIFFER: Final = timedelta(minutes=5)
_CHANGED: Final = "the file was changed or cut short"


@dataclass(frozen=True)
class Verified:
    """A sheet, and the key that vouches for it."""

    sheet: IssuedSheet
    key: SigningKey


def verify_sheet(text: str, name: str, trusted: TrustedKeys, now: datetime | None = None) -> Verified:
    """Believe a sheet, or raise BadSheet, naming the part that does not hold. ``name`` is the file's."""
    now = now or datetime.now(UTC)
    key = _trusted_key(text, name, trusted)
    _check_revoked(key, "kid", name, trusted)
    try:
        payload = jose.verified(text, key.key, typ=TYP)
        document = parse_json(payload)
    except jose.NotGenuine:
        raise BadSheet(f"{name}: signature: it isn't valid; {_CHANGED}.", remedy=ASK_REP) from None
    except NotJson as error:
        raise BadSheet(f"{name}: payload: {error}.", remedy=ASK_REP) from error
    sheet = sheet_of(IssuedSheet, document, name)
    _check_times(sheet, key, name, now)
    _check_revoked(sheet.handoff_key, "handoff_key", name, trusted)
    return Verified(sheet, key)


def _trusted_key(text: str, name: str, trusted: TrustedKeys) -> SigningKey:
    try:
        header = jose.header_of(text)
    except jose.NotGenuine:
        raise BadSheet(f"{name}: header: it can't be read; {_CHANGED}.", remedy=ASK_REP) from None
    for member, desired in (("typ", TYP), ("alg", jose.SIGNATURE)):
        if header.get(member) != desired:
            raise BadSheet(f"{name}: {member}: this isn't a signed value sheet ({desired}).", remedy=ASK_REP)
    key = trusted.by_id(str(header.get("kid")))
    if key:
        return key
    known = ", ".join(sorted({key.name for key in trusted.keys})) or "none"
    raise BadSheet(
        f"{name}: kid: it is signed with a key that isn't trusted on this machine (trusted from "
        f"{trusted.source}: {known}).",
        remedy="Trust the key of the page that came with the sheet: total-onboard keys trust PAGE. It asks for the key "
        "fingerprint, which your TOTAL representative reads out on the phone.",
    )


def _check_revoked(key: PublicKey, field: str, name: str, trusted: TrustedKeys) -> None:
    """Reject revoked keys for any date in the sheet: a thief can write any date into it."""
    at = trusted.revoked.get(key.kid)
    if at is not None:
        raise BadSheet(f"{name}: {field}: the key {key.name} was revoked on {at:%Y-%m-%d}.", remedy=ASK_REP)


def _check_times(sheet: IssuedSheet, key: SigningKey, name: str, now: datetime) -> None:
    """Reject expired keys for any date in the sheet: a finder could write any date into it."""
    if not key.begins - CLOCKS_DIFFER <= now < key.ends:
        raise BadSheet(
            f"{name}: kid: its key {key.name} is trusted from {key.begins:%Y-%m-%d} until {key.ends:%Y-%m-%d} only.",
            remedy=ASK_REP,
        )
    if sheet.issued_at > now + CLOCKS_DIFFER:
        raise BadSheet(
            f"{name}: issued_at: it is not valid before {sheet.issued_at:%Y-%m-%d %H:%M %Z}.",
            remedy="Check this machine's clock.",
        )
    if sheet.expires_at <= now:
        raise BadSheet(f"{name}: expires_at: it expired on {sheet.expires_at:%Y-%m-%d %H:%M %Z}.", remedy=ASK_REP)
    if not sheet.handoff_key.is_current(now + CLOCKS_DIFFER):
        raise BadSheet(f"{name}: handoff_key: it isn't valid at this time.", remedy=ASK_REP)
