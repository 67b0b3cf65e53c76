"""Which client secrets left this machine, and what is known of them: TOTAL may be using each; and of which groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from total_onboard.core.desired_state import Recipient
from total_onboard.engine.journal.entry import EntryKind, JournalEntry
from total_onboard.engine.journal.history import owned_object_ids
from total_onboard.engine.step_id import StepId

SHEET: Final = "sheet"


def delivered_secrets(entries: Sequence[JournalEntry]) -> dict[str, datetime]:
    """When each was handed off, by key id, the oldest first.

    One that ``--keep-secret`` named is TOTAL's, too. A delivery that was cut short counts where its file is there,
    which is written whole or not at all.
    """
    found: dict[str, datetime] = {}
    for entry in entries:
        if entry.kind in (EntryKind.HANDED_OFF, EntryKind.KEPT) or _arrived(entry):
            found.setdefault(entry.object_id, entry.at)
    return found


def before_teardown(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the key ids that were handed off before the last teardown, after which TOTAL was asked to forget them."""
    last = max((at for at, entry in enumerate(entries) if entry.kind is EntryKind.TORN_DOWN), default=0)
    return frozenset(delivered_secrets(entries[:last])) - frozenset(delivered_secrets(entries[last:]))


def delivered_near(entries: Sequence[JournalEntry], moment: datetime) -> str:
    """The key id of the one whose delivery was nearest to that second, of two in one the later; empty for none."""
    apart = {key: abs(at.replace(microsecond=0) - moment) for key, at in delivered_secrets(entries).items()}
    return min(reversed(apart), key=apart.__getitem__, default="")


def groups_missing_from_handoff(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """The ids of groups that were made or adopted from here and stand in no hand-off of ours."""
    of_groups = [entry for entry in entries if entry.step == StepId.GROUPS]
    told = {entry.object_id for entry in of_groups if entry.kind is EntryKind.TOLD}
    return owned_object_ids(of_groups) - told


def is_unanswered(entries: Sequence[JournalEntry], recipient: Recipient | None) -> bool:
    """Whether TOTAL issued a sheet to which no hand-off went from here."""
    answered = {entry.mark for entry in entries if entry.kind is EntryKind.TOLD and entry.step == SHEET}
    return recipient is not None and recipient.sheet_id not in answered


def verified_at(entries: Sequence[JournalEntry], key_id: str) -> datetime | None:
    """When Microsoft last gave a token for it while its value was still here; None where nobody has seen that."""
    seen = [entry.at for entry in entries if entry.kind is EntryKind.PROVEN and entry.object_id == key_id]
    return seen[-1] if seen else None


def unverified_secrets(entries: Sequence[JournalEntry], command: str, since: datetime) -> frozenset[str]:
    """The key ids that runs of ``command`` handed off since then and that nobody saw work: they were cut short."""
    runs = {entry.run for entry in entries if entry.kind is EntryKind.RUN and entry.step == command}
    theirs = {entry.object_id for entry in entries if entry.kind is EntryKind.HANDING_OVER and entry.run in runs}
    lately = {key for key, at in delivered_secrets(entries).items() if at >= since}
    return frozenset(key for key in theirs & lately if not verified_at(entries, key))


def file_of(entries: Sequence[JournalEntry], key_id: str) -> Path | None:
    """The file in which it was handed off, where that still lies there."""
    noted = [e.mark for e in entries if e.kind is EntryKind.HANDING_OVER and e.object_id == key_id and _arrived(e)]
    return Path(noted[-1]) if noted else None


def _arrived(entry: JournalEntry) -> bool:
    return entry.kind is EntryKind.HANDING_OVER and bool(entry.mark) and Path(entry.mark).exists()
