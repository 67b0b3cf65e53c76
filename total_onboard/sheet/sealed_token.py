"""The SCIM token inside a sheet, sealed with a passphrase that travels by another way."""

from __future__ import annotations

from typing import Final

from total_onboard.errors import BadValue
from total_onboard.secret_text import SecretText
from total_onboard.sheet import jose, values
from total_onboard.sheet.spoken import heard

TYP: Final = "total-scim-token+jwe"
ITERATIONS: Final = 1_000
"""Enough, because the passphrase is random (docs/decisions/0016); the least that RFC 7518 (4.8.1.2) recommends."""


def seal_token(token: SecretText, passphrase: SecretText) -> str:
    """The token as a JWE that the passphrase opens."""
    return jose.seal_with_passphrase(
        token.reveal(to="the sealed part of a value sheet").encode(),
        heard(passphrase.reveal(to="the seal of a sheet's token")),
        typ=TYP,
        iterations=ITERATIONS,
    )


def open_token(sealed: str, passphrase: SecretText) -> SecretText:
    """The token. Raises BadValue for a passphrase that does not open it."""
    try:
        opened = jose.open_with_passphrase(sealed, heard(passphrase.reveal(to="the seal of a sheet's token")), typ=TYP)
    except jose.NotGenuine:
        raise BadValue(
            "The passphrase does not open the SCIM token of this sheet.",
            remedy="Compare it with what your TOTAL representative told you; each sheet has one of its own.",
        ) from None
    return SecretText(values.scim_token(opened.decode("utf-8", "replace")))
