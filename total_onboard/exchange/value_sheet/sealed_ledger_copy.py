"""A sheet as the ledger keeps it: sealed to TOTAL's own key, because its nonce must stay secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.keys.public_keys import HandoffKey, PublicKeys
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.signature import TYP as SHEET_TYP
from total_onboard.exchange.value_sheet.value_sheet import sheet_of

TYP: Final = "total-filed-sheet+jwe"
_RESTORE: Final = "Restore the ledger from a backup, or create a new sheet with total-onboard value-sheet create."


@dataclass(frozen=True)
class OwnSheet:
    """A sheet that a key of this computer signed; it may have expired."""

    text: str
    sheet: IssuedSheet
    keys: PublicKeys


def file_sheet(text: str, key: HandoffKey) -> str:
    """Seal a sheet's text for the ledger."""
    return jose.seal_to_key(text.encode(), key.key, typ=TYP, kid=key.kid)


def key_of_file(sealed: str) -> str:
    """Return the ID of the key that opens it; empty for what is no sealed sheet."""
    try:
        return str(jose.header_of(sealed).get("kid", ""))
    except jose.NotGenuine:
        return ""


def open_file(sealed: str, keys: OwnKeys) -> str:
    """Return the sheet's text. Raises BadSheet."""
    try:
        return jose.open_with_key(sealed, keys.handoff, typ=TYP).decode()
    except (jose.NotGenuine, UnicodeDecodeError):
        raise BadSheet("The sheet in the ledger is damaged: its seal isn't valid.", remedy=_RESTORE) from None


def own_sheet(text: str, name: str, folder: KeyFolder) -> OwnSheet:
    """Verify that a key here signed the sheet: anyone could seal another one into the ledger. Raises BadSheet."""
    try:
        kid = str(jose.header_of(text).get("kid"))
        keys = folder.by_signing_key(kid)
        if keys is None:
            raise BadSheet(
                f"{name}: kid: it was signed with a key that isn't on this machine ({kid}).",
                remedy="Run the command on the machine with that key. total-onboard keys list shows the keys on this "
                "machine.",
            )
        document = parse_json(jose.verified(text, keys.signing.key, typ=SHEET_TYP))
    except (jose.NotGenuine, NotJson):
        raise BadSheet(f"{name}: signature: it isn't valid; the sheet was changed.", remedy=_RESTORE) from None
    return OwnSheet(text, sheet_of(IssuedSheet, document, name), keys)
