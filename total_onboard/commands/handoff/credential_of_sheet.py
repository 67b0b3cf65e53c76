"""Compare the credential that a hand-off names with those that its sheet offers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from total_onboard.commands.handoff.origin import CheckedHandoff
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.errors import BadSheet
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.public_credential import HandedCertificate
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.value_sheet.sealed_ledger_copy import key_of_file, open_file, own_sheet

if TYPE_CHECKING:
    from total_onboard.exchange.ledger.ledger import Ledger


def with_credential_compared(
    checked: CheckedHandoff, ledger: Ledger, folder: KeyFolder, keys: OwnKeys
) -> CheckedHandoff:
    """Compare with the sheet that the ledger keeps, if these keys open it. Raises LedgerUnavailable."""
    if checked.sheet is None:
        return checked
    choice = _choice_of(checked.sheet.id, ledger, folder, keys)
    if choice is None:
        return checked
    return replace(checked, credential_of_sheet="yes" if is_offered(checked.handoff, choice) else "no")


def is_offered(handoff: Handoff, choice: CredentialChoice) -> bool:
    """Return whether the sheet offers exactly this credential; a hand-off of groups alone has none. Pure."""
    named = handoff.credential
    if named is None:
        return handoff.client_secret is None or handoff.kind in choice.preference
    if named.kind not in choice.preference:
        return False
    if isinstance(named, HandedCertificate):
        return choice.certificate is not None and choice.certificate.thumbprint == named.thumbprint.upper()
    trust = choice.federated
    values = (named.issuer, named.subject, named.audience)
    return trust is not None and (trust.issuer, trust.subject, trust.audience) == values


def _choice_of(sheet_id: UUID, ledger: Ledger, folder: KeyFolder, keys: OwnKeys) -> CredentialChoice | None:
    sealed = ledger.sealed_sheet(sheet_id)
    try:
        if sealed is None or key_of_file(sealed) != keys.public.handoff.kid:
            return None
        own = own_sheet(open_file(sealed, keys), f"sheet {sheet_id}", folder)
    except BadSheet:
        return None
    return own.sheet.credential_choice or CredentialChoice()
