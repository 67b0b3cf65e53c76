"""A file that was dropped: recognized, checked as far as possible without a key, and compared with the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from total_onboard.commands.handoff.origin import CheckedHandoff
from total_onboard.core.errors import BadSheet
from total_onboard.dashboard.services import Services
from total_onboard.exchange.handoff.received_handoff import plain_in
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff, checked_text, is_sealed_text, sealed_in
from total_onboard.exchange.jose import NotGenuine, header_of, looks_compact
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.ledger.entries import SheetEntry
from total_onboard.exchange.parsing.file_kind import FileKind, kind_of
from total_onboard.exchange.readable_codes import fingerprint
from total_onboard.exchange.safe_files import decode_small_text
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sealed_ledger_copy import own_sheet
from total_onboard.exchange.value_sheet.signature import verify_sheet

_ASK: Final = "Choose a value sheet (*.totalsheet) or a hand-off (*.totalhandoff)."


class Standing(StrEnum):
    """What the ledger knows about a file."""

    NEW = "new"
    SAME = "same"
    OLDER = "older"
    FOREIGN = "foreign"
    UNSEALED = "unsealed"


@dataclass(frozen=True)
class DroppedSheet:
    """A value sheet whose signature holds."""

    name: str
    sheet: IssuedSheet
    key: SigningKey
    fingerprint: str
    entry: SheetEntry | None
    standing: Standing


@dataclass(frozen=True)
class DroppedHandoff:
    """A sealed hand-off that wasn't opened; nothing in it is verified yet."""

    sealed: SealedHandoff
    entry: SheetEntry | None
    standing: Standing

    @property
    def tenant_changed(self) -> bool:
        """Whether it names another tenant than the first hand-off for the sheet."""
        pinned = self.entry.pinned_tenant_id if self.entry else None
        return bool(pinned and pinned != str(self.sealed.filing.tenant_id))


@dataclass(frozen=True)
class OpenHandoff:
    """A hand-off whose values can be copied; ``credentials`` is what Microsoft answered to its client secret."""

    name: str
    checked: CheckedHandoff
    standing: Standing
    credentials: str = "not checked"


Dropped = DroppedSheet | DroppedHandoff | OpenHandoff


def read_dropped(services: Services, name: str, content: bytes) -> Dropped:
    """Recognize a file. Raises BadSheet, naming what it is or what is wrong with it."""
    text = decode_small_text(content, name, "value sheet or hand-off", _ASK)
    if kind_of(text) is FileKind.SHEET:
        return _sheet(services, name, text)
    checked_text(text, name)
    if not is_sealed_text(text):
        return OpenHandoff(name, CheckedHandoff(plain_in(text, name)), Standing.UNSEALED)
    return dropped_handoff(services, sealed_in(text, name))


def dropped_handoff(services: Services, sealed: SealedHandoff) -> DroppedHandoff:
    """Compare what a hand-off says outside its seal with the ledger."""
    entry = services.ledger.sheet(str(sealed.filing.sheet_id))
    return DroppedHandoff(sealed, entry, _standing(services, sealed, entry))


def _standing(services: Services, sealed: SealedHandoff, entry: SheetEntry | None) -> Standing:
    if entry is None:
        return Standing.FOREIGN
    if services.ledger.keeps_handoff(entry.id, sealed.text):
        return Standing.SAME
    made = (one.created_at.replace(microsecond=0) for one in services.ledger.checklists([entry.id]))
    return Standing.OLDER if any(one > sealed.filing.created_at for one in made) else Standing.NEW


def _sheet(services: Services, name: str, text: str) -> DroppedSheet:
    if not looks_compact(text):
        raise BadSheet(f"{name}: signature: it isn't signed, so its author is unknown.", remedy="Use a signed sheet.")
    sheet, key = _verified(services, name, text)
    entry = services.ledger.sheet(str(sheet.id))
    newest = entry and services.ledger.newest_of(entry.customer, entry.tenant)
    standing = Standing.FOREIGN if entry is None else Standing.NEW if newest == entry.id else Standing.OLDER
    return DroppedSheet(name, sheet, key, fingerprint(text.encode()), entry, standing)


def _verified(services: Services, name: str, text: str) -> tuple[IssuedSheet, SigningKey]:
    """Verify with a key on this computer, which may have expired, or else with a trusted one. Raises BadSheet."""
    try:
        kid = str(header_of(text).get("kid"))
    except NotGenuine:
        kid = ""
    if services.keys.by_signing_key(kid):
        own = own_sheet(text, name, services.keys)
        return own.sheet, own.keys.signing
    verified = verify_sheet(text, name, load_trusted_keys(services.settings.trusted_keys))
    return verified.sheet, verified.key
