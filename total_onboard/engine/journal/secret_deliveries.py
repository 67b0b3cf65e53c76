"""Which client secrets left this machine, and what is known of them: TOTAL may be using each; and of which groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from total_onboard.core.desired_state import Recipient
from total_onboard.engine.journal.entry import (
    Adopted,
    Created,
    CredentialDelivered,
    Delivered,
    DeliveryStarted,
    GroupDelivered,
    JournalEntry,
    RunStarted,
    SecretKept,
    SecretVerified,
    SheetUsed,
    TornDown,
)
from total_onboard.engine.step_id import StepId


def delivered_secrets(entries: Sequence[JournalEntry]) -> dict[str, datetime]:
    """Return when each was handed off, by key ID, the oldest first.

    One that ``--keep-secret`` named is TOTAL's, too. A delivery that was cut short counts if its file exists,
    which is written whole or not at all.
    """
    found: dict[str, datetime] = {}
    for entry in entries:
        if isinstance(entry, (Delivered, SecretKept)) or (isinstance(entry, DeliveryStarted) and _arrived(entry)):
            found.setdefault(entry.key_id, entry.at)
    return found


def before_teardown(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the key IDs that were handed off before the last teardown, after which TOTAL was asked to forget them."""
    last = max((at for at, entry in enumerate(entries) if isinstance(entry, TornDown)), default=0)
    return frozenset(delivered_secrets(entries[:last])) - frozenset(delivered_secrets(entries[last:]))


def delivered_near(entries: Sequence[JournalEntry], moment: datetime) -> str:
    """Return the key ID that was delivered nearest to that second, the later of two; empty for none."""
    apart = {key: abs(at.replace(microsecond=0) - moment) for key, at in delivered_secrets(entries).items()}
    return min(reversed(apart), key=apart.__getitem__, default="")


def groups_missing_from_handoff(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the ids of groups that were made or adopted from here and stand in no hand-off of ours."""
    owned = {e.object_id for e in entries if isinstance(e, (Created, Adopted)) and e.step == StepId.GROUPS}
    return frozenset(owned) - {entry.group_id for entry in entries if isinstance(entry, GroupDelivered)}


def delivered_credentials(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the certificates and federated credentials that a hand-off named since the last teardown."""
    last = max((at for at, entry in enumerate(entries) if isinstance(entry, TornDown)), default=-1)
    return frozenset(entry.credential for entry in entries[last + 1 :] if isinstance(entry, CredentialDelivered))


def is_unanswered(entries: Sequence[JournalEntry], recipient: Recipient | None) -> bool:
    """Return whether TOTAL issued a sheet to which no hand-off went from here."""
    answered = {entry.sheet_id for entry in entries if isinstance(entry, SheetUsed)}
    return recipient is not None and recipient.sheet_id not in answered


def verified_at(entries: Sequence[JournalEntry], key_id: str) -> datetime | None:
    """Return when Microsoft last gave a token for it while its value was still here; None if nobody has seen that."""
    seen = [entry.at for entry in entries if isinstance(entry, SecretVerified) and entry.key_id == key_id]
    return seen[-1] if seen else None


def unverified_secrets(entries: Sequence[JournalEntry], command: str, since: datetime) -> frozenset[str]:
    """Return the key IDs that interrupted runs of ``command`` delivered since then and never verified."""
    runs = {entry.run for entry in entries if isinstance(entry, RunStarted) and entry.command == command}
    started = {entry.key_id for entry in entries if isinstance(entry, DeliveryStarted) and entry.run in runs}
    lately = {key for key, at in delivered_secrets(entries).items() if at >= since}
    return frozenset(key for key in started & lately if not verified_at(entries, key))


def file_of(entries: Sequence[JournalEntry], key_id: str) -> Path | None:
    """Return the file in which it was handed off, if it still exists."""
    of_secret = [entry for entry in entries if isinstance(entry, DeliveryStarted) and entry.key_id == key_id]
    return next((entry.file for entry in reversed(of_secret) if _arrived(entry)), None)


def _arrived(entry: DeliveryStarted) -> bool:
    return entry.file is not None and entry.file.exists()
