"""Check that a hand-off comes from the customer that its sheet was issued to: the ledger, the nonce, the tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from total_onboard.commands.handoff.warnings import age_warnings, withdrawn_warnings
from total_onboard.commands.value_sheet.ledger_access import current_user
from total_onboard.core.errors import BadSheet
from total_onboard.entra.clouds import is_here
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.received_handoff import handoff_in
from total_onboard.exchange.handoff.sealed_handoff import ASK_CUSTOMER, FORMAT_2, SealedHandoff
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.ledger.entries import HandoffEntry, NewerHandoff, SheetEntry
from total_onboard.exchange.ledger.location import LedgerUnavailable
from total_onboard.exchange.value_sheet.nonce import is_nonce_of

if TYPE_CHECKING:
    from total_onboard.exchange.ledger.ledger import Ledger

Bound = Literal["yes", "no", "first format"]

FIRST_FORMAT: Final = (
    "This hand-off answers a sheet of the first format, so it isn't bound to that sheet. Anyone who knows "
    "the sheet's ID and TOTAL's public key could have created it. Ask the customer on the phone."
)
NOT_BOUND: Final = (
    "This hand-off doesn't return the secret of a sheet that was signed with this key. Anyone could have created it."
)
FROM_SANDBOX: Final = "This hand-off is of a sandbox tenant: its issuer is on this machine. TOTAL can't use it."
NOT_IN_LEDGER: Final = "The sheet isn't in a ledger here. Its customer and tenant weren't checked."

OTHER_CREDENTIAL: Final = (
    "This hand-off names another credential than its sheet offers: another kind, certificate, issuer, subject or "
    "audience. Don't use it. Ask the customer on the phone what the application contains."
)


@dataclass(frozen=True)
class CheckedHandoff:
    """A hand-off, and what is known about its origin; a plain one comes from anybody."""

    handoff: Handoff
    sealed: SealedHandoff | None = None
    sheet: SheetEntry | None = None
    answers: Literal["yes", "no", "not checked"] = "not checked"
    bound: Bound = "no"
    newer: NewerHandoff | None = None
    opened_before: HandoffEntry | None = None
    ledger_down: LedgerUnavailable | None = None
    credential_of_sheet: Literal["yes", "no", "not checked"] = "not checked"

    @property
    def superseded(self) -> bool:
        """Whether a newer hand-off of the same customer was opened before."""
        return self.newer is not None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the representative must know before using the values."""
        sandbox = (FROM_SANDBOX,) if is_here(self.handoff.issuer) else ()
        if self.sealed is None:
            return sandbox
        found = {
            FIRST_FORMAT: self.bound == "first format",
            NOT_BOUND: self.bound == "no",
            NOT_IN_LEDGER: self.sheet is None and self.ledger_down is None,
            OTHER_CREDENTIAL: self.credential_of_sheet == "no",
        }
        age = (*withdrawn_warnings(self.sheet), *age_warnings(self.handoff, self.newer, self.opened_before))
        return (*sandbox, *(warning for warning, holds in found.items() if holds), *age)


def issued_sheet(sealed: SealedHandoff, ledger: Ledger | None, *, any_sheet: bool) -> SheetEntry | None:
    """Return the sheet that it answers, as the ledger has it. Raises BadSheet for one that was never issued."""
    if ledger is None:
        return None
    found = ledger.sheet(str(sealed.filing.sheet_id))
    if found is None and not any_sheet:
        raise BadSheet(
            f"{sealed.name}: foreign hand-off: sheet_id: no such sheet was issued here ({sealed.filing.sheet_id}). "
            f"It names the customer {sealed.filing.customer} (not verified).",
            remedy="Ask on the phone who sent it; open it where the sheet was issued, or add --any-sheet.",
        )
    return found


def check_sealed(
    sealed: SealedHandoff, keys: OwnKeys, sheet: SheetEntry | None, *, has_ledger: bool, any_sheet: bool
) -> CheckedHandoff:
    """Open the seal, and check that the sender holds the sheet. Raises BadSheet."""
    document = sealed.opened(keys.handoff)
    handoff = handoff_in(document, sealed.name)
    if handoff.tenant_id.lower() != str(sealed.filing.tenant_id):
        raise BadSheet(
            f"{sealed.name}: tenant_id: the value outside the seal differs from the one inside.", remedy=ASK_CUSTOMER
        )
    if (handoff.credential and handoff.credential.kind) != sealed.filing.credential:
        raise BadSheet(
            f"{sealed.name}: credential: the kind outside the seal differs from the one inside.", remedy=ASK_CUSTOMER
        )
    if document["format"] != sealed.filing.format:
        raise BadSheet(
            f"{sealed.name}: format: the value outside the seal differs from the one inside.", remedy=ASK_CUSTOMER
        )
    bound = _bound(document, sealed, keys)
    _refuse_unbound(sealed, keys, sheet, bound, any_sheet=any_sheet)
    answers: Literal["yes", "no", "not checked"] = "yes" if sheet else "no" if has_ledger else "not checked"
    return CheckedHandoff(handoff, sealed, sheet, answers, bound)


def recorded(
    checked: CheckedHandoff, ledger: Ledger, *, accept_tenant_change: bool, by: str | None = None
) -> CheckedHandoff:
    """Enter it into the ledger, as opened by this account or another.

    Raises BadSheet for another tenant than the sheet's; then nothing is entered.
    """
    assert checked.sealed is not None
    sheet_id = str(checked.sealed.filing.sheet_id)
    entry = _entry_of(checked.handoff, by or current_user())
    before = ledger.opened_before(sheet_id, entry)
    try:
        ledger.record_handoff(
            sheet_id, entry, accept_tenant_change=accept_tenant_change, sealed_file=checked.sealed.text
        )
    except BadSheet as error:
        raise BadSheet(f"{checked.sealed.name}: {error.message}", remedy=error.remedy) from None
    return replace(checked, newer=ledger.newer_handoff(sheet_id, entry), opened_before=before)


def _bound(document: Mapping[str, Any], sealed: SealedHandoff, keys: OwnKeys) -> Bound:
    nonce = document.get("sheet_nonce")
    if document["format"] != FORMAT_2:
        return "first format"
    fits = isinstance(nonce, str) and nonce.isascii() and is_nonce_of(keys, sealed.filing.sheet_id, nonce)
    return "yes" if fits else "no"


def _refuse_unbound(
    sealed: SealedHandoff, keys: OwnKeys, sheet: SheetEntry | None, bound: Bound, *, any_sheet: bool
) -> None:
    if bound == "no" and not (sheet is None and any_sheet):
        raise _not_from_them(sealed, "sheet_nonce: it differs from that of the sheet")
    if sheet and sheet.has_nonce and bound != "yes":
        raise _not_from_them(sealed, "sheet_nonce: it is missing, although the sheet has one")
    if sheet and sheet.key_id != keys.public.signing.kid:
        raise _not_from_them(sealed, "kid: it is sealed to another key than the one in the sheet")


def _not_from_them(sealed: SealedHandoff, why: str) -> BadSheet:
    return BadSheet(
        f"{sealed.name}: {why}. This hand-off was created without the sheet {sealed.filing.sheet_id}.",
        remedy="Don't use it. Ask the customer of that sheet on the phone.",
    )


def _entry_of(handoff: Handoff, by: str) -> HandoffEntry:
    return HandoffEntry(
        tenant_id=handoff.tenant_id.lower(),
        client_id=handoff.client_id.lower(),
        secret_key_id=handoff.key_id,
        secret_ends_at=handoff.expires_at,
        credential=handoff.credential.kind if handoff.credential else None,
        created_at=handoff.created_at,
        received_at=datetime.now(UTC),
        received_by=by,
    )
