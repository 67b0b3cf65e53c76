"""The representative's ledger, opened; and who writes into it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.ledger.entries import SheetEntry
from total_onboard.exchange.ledger.location import own_ledger
from total_onboard.exchange.value_sheet.create import CreatedSheet
from total_onboard.exchange.value_sheet.sealed_ledger_copy import file_sheet
from total_onboard.settings import Settings

if TYPE_CHECKING:
    from total_onboard.exchange.ledger.ledger import Ledger


def open_ledger(context: CommandContext, settings: Settings) -> Ledger:
    """Open the local file, or the ledger that the setting names, until the command ends.

    Raises BadValue, LedgerUnavailable.
    """
    from total_onboard.exchange.ledger.ledger import Ledger

    ledger = Ledger.open(settings.ledger_url)
    context.at_the_end.callback(ledger.close)
    return ledger


def known_ledger(context: CommandContext, settings: Settings) -> Ledger | None:
    """Return the ledger; None if this machine issued no sheet, and no shared ledger is configured."""
    return open_ledger(context, settings) if settings.ledger_url or own_ledger().exists() else None


def entry_of(made: CreatedSheet, keys: OwnKeys, note: str | None = None) -> SheetEntry:
    """Return what the ledger keeps of a sheet; no secret is among it."""
    sheet = made.sheet
    return SheetEntry(
        id=sheet.id,
        customer=sheet.customer,
        tenant=sheet.tenant,
        redirect_uris=sheet.redirect_uris,
        has_scim_values=sheet.sealed_scim_token is not None,
        scim_token_ends=sheet.scim_token_ends,
        issued_at=sheet.issued_at,
        expires_at=sheet.expires_at,
        issued_by=current_user(),
        key_id=keys.public.signing.kid,
        fingerprint=made.fingerprint,
        has_nonce=sheet.handoff_nonce is not None,
        tenant_id=sheet.tenant_id,
        note=note,
    )


def file_of(made: CreatedSheet, keys: OwnKeys) -> str:
    """Seal the sheet's own file for the ledger, so that a colleague with the key can write it again."""
    return file_sheet(made.text, keys.public.handoff)


def current_user() -> str:
    """Return the name of the account; some containers have none, and before Python 3.13 Windows raised ImportError."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
