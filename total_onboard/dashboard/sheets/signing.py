"""Sign a draft: seal, sign, and enter it into the ledger, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.commands.inputs.key_passphrase import require_signing_key
from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.dashboard.services import Services
from total_onboard.dashboard.sheets.drafts import Draft, Renewal
from total_onboard.exchange.bulk.idempotency_key import ContentKeys
from total_onboard.exchange.keys.private_keys import KeyState, OwnKeys
from total_onboard.exchange.value_sheet.create import CreatedSheet, SheetRequest, create_sheet

MADE: Final = "made-{}"
PASSPHRASE: Final = "passphrase-{}"  # noqa: S105


def signing_keys(services: Services) -> tuple[str, ...]:
    """Return the names of the keys that can sign now."""
    folder, now = services.keys, datetime.now(UTC)
    return tuple(name for name in folder.names() if folder.state(name, now) is KeyState.CURRENT)


def unlocked(services: Services, name: str, passphrase: str) -> OwnKeys:
    """Open a key that can sign; its passphrase isn't kept. Raises BadValue."""
    require_signing_key(services.keys, name)
    return services.keys.opened(name, services.passphrase(passphrase))


def sign(services: Services, draft: Draft, order: SheetRequest, keys: OwnKeys) -> CreatedSheet:
    """Make the sheet; its passphrase waits in memory for the phone. Raises BadValue, EntryChanged."""
    renewal = draft.renewal
    made = create_sheet(order, keys, _issued_at(renewal))
    entry = entry_of(made, keys, draft.note or None).model_copy(
        update={"issued_by": services.user, "pinned_tenant_id": renewal.pinned_tenant_id if renewal else None}
    )
    with services.ledger.issuing() as issuing:
        if renewal:
            issuing.replaces(renewal.sheet_id, renewal.version)
        issuing.record(entry, ContentKeys(keys).of(order), file_of(made, keys))
    services.memory.put(replace(made, passphrase=None), MADE.format(entry.id))
    if made.passphrase:
        services.memory.put(made.passphrase, PASSPHRASE.format(entry.id))
    return made


def made_sheet(services: Services, sheet_id: object) -> CreatedSheet | None:
    """Return a sheet that was made or opened here a short while ago."""
    return services.memory.find(MADE.format(sheet_id), CreatedSheet)


def has_passphrase(services: Services, sheet_id: object) -> bool:
    """Return whether the passphrase for the phone can still be shown."""
    return services.memory.find(PASSPHRASE.format(sheet_id), SecretText) is not None


def take_passphrase(services: Services, sheet_id: object) -> SecretText:
    """Return the passphrase for the phone, once. Raises BadValue."""
    found = services.memory.take(PASSPHRASE.format(sheet_id), SecretText)
    if found is None:
        raise BadValue(
            "The passphrase was shown already, or the dashboard no longer has it: it is kept for half an hour.",
            remedy="If nobody wrote it down, change the sheet with a new SCIM token: it gets a new passphrase.",
        )
    return found


def _issued_at(renewal: Renewal | None) -> datetime:
    """Return the present, but after the sheet that this one replaces."""
    now = datetime.now(UTC)
    return max(now, renewal.issued_at + timedelta(seconds=1)) if renewal else now
