"""The SCIM token inside a sheet, sealed with a passphrase that travels by another way, or to the admin's own key."""

from __future__ import annotations

from typing import Final

from joserfc.jwk import OKPKey

from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose, validation
from total_onboard.exchange.keys.public_keys import HandoffKey
from total_onboard.exchange.readable_codes import normalize_code
from total_onboard.exchange.value_sheet.value_sheet import ASK_REP

TYP: Final = "total-scim-token+jwe"
ITERATIONS: Final = 1_000
"""Enough, because the passphrase is random (docs/decisions/0016); the least that RFC 7518 (4.8.1.2) recommends."""


def seal_token(token: SecretText, passphrase: SecretText) -> str:
    """Return the token as a JWE that the passphrase opens."""
    return jose.seal_with_passphrase(
        token.reveal(to="the sealed part of a value sheet").encode(),
        normalize_code(passphrase.reveal(to="the seal of a sheet's token")),
        typ=TYP,
        iterations=ITERATIONS,
    )


def seal_token_to(token: SecretText, key: HandoffKey) -> str:
    """Return the token as a JWE that the owner of this key alone can open."""
    return jose.seal_to_key(token.reveal(to="the sealed part of a value sheet").encode(), key.key, typ=TYP, kid=key.kid)


def key_of(sealed: str) -> str | None:
    """Return the id of the key that opens it; None if a passphrase does, or nothing."""
    try:
        header = jose.header_of(sealed)
    except jose.NotGenuine:
        return None
    return str(header.get("kid")) if header.get("alg") == jose.KEY_SEAL else None


def open_token_with(sealed: str, key: OKPKey) -> SecretText:
    """Open the token. Raises BadSheet if the seal does not hold."""
    try:
        opened = jose.open_with_key(sealed, key, typ=TYP)
    except jose.NotGenuine:
        message = "The SCIM token of this sheet, sealed_scim_token, is damaged: its seal isn't valid."
        raise BadSheet(message, remedy=ASK_REP) from None
    return _token(opened)


def open_token(sealed: str, passphrase: SecretText) -> SecretText:
    """Open the token. Raises BadValue for a passphrase that does not open it."""
    try:
        opened = jose.open_with_passphrase(
            sealed, normalize_code(passphrase.reveal(to="the seal of a sheet's token")), typ=TYP
        )
    except jose.NotGenuine:
        raise BadValue(
            "The passphrase doesn't open the SCIM token of this sheet.",
            remedy="Compare it with the one from your TOTAL representative. Each sheet has a different passphrase.",
        ) from None
    return _token(opened)


def _token(opened: bytes) -> SecretText:
    return SecretText(validation.scim_token(opened.decode("utf-8", "replace")))
