"""What the lines of a journal say together: what was asked for, made, marked, added, and wished for from here.

Of the hand-offs see :mod:`deliveries`, of somebody who was an admin for a moment :mod:`rehearsals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from total_onboard.core.desired_state import AdoptionDecisions, DesiredGroup, DesiredState
from total_onboard.engine.inspection.contents import Baseline
from total_onboard.engine.journal.entry import Addition, EntryKind, JournalEntry
from total_onboard.engine.step_id import StepId

_SAYS_WHETHER_IT_STANDS: Final = frozenset(
    {EntryKind.INTENT, EntryKind.RECEIPT, EntryKind.ADOPTED, EntryKind.ADDED, EntryKind.TORN_DOWN}
)
_REFUSED: Final = range(400, 500)


def receipts(entries: Sequence[JournalEntry]) -> dict[str, tuple[str, ...]]:
    """The ids that receipts name, oldest first, by step."""
    ids: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.kind is EntryKind.RECEIPT:
            ids[entry.step] = (*ids.get(entry.step, ()), entry.object_id)
    return ids


def create_attempts(entries: Sequence[JournalEntry], step: str) -> dict[str, str]:
    """The marks under which a step's objects were asked for, and the id of each, empty where no answer came."""
    marks = {e.mark: "" for e in entries if e.kind is EntryKind.INTENT and e.step == step}
    return marks | {e.mark: e.object_id for e in entries if e.kind is EntryKind.RECEIPT and e.step == step}


def secret_marks(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """The marks of the client secrets that we have asked for and got no answer about."""
    return frozenset(mark for mark, made in create_attempts(entries, StepId.CLIENT_SECRET).items() if not made)


def pending_creates(entries: Sequence[JournalEntry]) -> dict[tuple[str, str], datetime]:
    """What was asked for last, by step and mark, with neither a receipt nor word that nothing came of it."""
    asked: dict[tuple[str, str], datetime] = {}
    for entry in entries:
        if entry.kind is EntryKind.INTENT:
            asked[entry.step, entry.mark] = entry.at
        elif entry.kind in (EntryKind.RECEIPT, EntryKind.NOTHING_CAME):
            asked.pop((entry.step, entry.mark), None)
    return asked


def first_asked(entries: Sequence[JournalEntry]) -> dict[tuple[str, str], datetime]:
    """When each thing was asked for first of which no receipt came, by step and mark."""
    asked: dict[tuple[str, str], datetime] = {}
    for entry in entries:
        if entry.kind is EntryKind.INTENT:
            asked.setdefault((entry.step, entry.mark), entry.at)
        elif entry.kind is EntryKind.RECEIPT:
            asked.pop((entry.step, entry.mark), None)
    return asked


def accounts(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """The user principal names under which this tool ran here, in small letters."""
    return frozenset(e.account.casefold() for e in entries if e.kind is EntryKind.RUN and e.account)


def owned_object_ids(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """The ids of all objects that runs on this machine made, or marked as ours."""
    return frozenset(e.object_id for e in entries if e.kind in (EntryKind.RECEIPT, EntryKind.ADOPTED))


def adopted(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """The ids of those that somebody made by hand, and that were marked as ours."""
    return frozenset(e.object_id for e in entries if e.kind is EntryKind.ADOPTED)


def baselines(entries: Sequence[JournalEntry]) -> dict[str, Baseline]:
    """What each object contained when it was adopted, by its id; one that was created here contained nothing.

    An object that is not among them has no baseline, so that it cannot be compared with one. Who was removed from here
    is not expected any more.
    """
    found: dict[str, Baseline] = {}
    for entry in entries:
        if entry.kind is EntryKind.RECEIPT:
            found.setdefault(entry.object_id, Baseline())
        elif entry.kind is EntryKind.BASELINE and entry.baseline:
            found[entry.object_id] = entry.baseline
        elif entry.kind is EntryKind.REMOVED and entry.object_id in found:
            found[entry.object_id] = _without(found[entry.object_id], entry.mark)
    return found


def _without(baseline: Baseline, person: str) -> Baseline:
    return baseline.model_copy(update={"members": tuple(one for one in baseline.members if one != person)})


def accepted(entries: Sequence[JournalEntry]) -> frozenset[Addition]:
    """What existed without us, and was accepted after the adoption: ``admins add`` of a member."""
    return _not_removed(entries, EntryKind.ACCEPTED)


def added(entries: Sequence[JournalEntry]) -> frozenset[Addition]:
    """What was put into objects that may be older than we, and was not taken out again."""
    return _not_removed(entries, EntryKind.ADDED)


def _not_removed(entries: Sequence[JournalEntry], kind: EntryKind) -> frozenset[Addition]:
    there: set[Addition] = set()
    for entry in entries:
        one = Addition(entry.step, entry.object_id, entry.mark)
        if entry.kind is kind:
            there.add(one)
        elif entry.kind is EntryKind.REMOVED:
            there.discard(one)
    return frozenset(there)


def stored_scim(entries: Sequence[JournalEntry]) -> str:
    """The fingerprint of the SCIM address and token that were stored last from here; empty if none were."""
    return next((e.mark for e in reversed(entries) if e.kind is EntryKind.STORED), "")


class StoredAddress(NamedTuple):
    """The SCIM address that a setup from here stored, the fingerprint of it and its token, and when."""

    address: str
    fingerprint: str
    at: datetime


def stored_address(entries: Sequence[JournalEntry], decisions: AdoptionDecisions) -> StoredAddress | None:
    """The one that was stored last; None once everything was deleted, or if another application is named."""
    named = decisions.application
    if teardown_entry(entries) or (named and named not in owned_object_ids(entries)):
        return None
    stored = [StoredAddress(e.object_id, e.mark, e.at) for e in entries if e.kind is EntryKind.STORED and e.object_id]
    return stored[-1] if stored else None


def teardown_entry(entries: Sequence[JournalEntry]) -> JournalEntry | None:
    """When everything was taken away, and by whom; None where something was made since, or nothing was."""
    telling = [e for e in entries if e.kind in _SAYS_WHETHER_IT_STANDS]
    return telling[-1] if telling and telling[-1].kind is EntryKind.TORN_DOWN else None


def may_have_changed_something(entries: Sequence[JournalEntry], run: str) -> bool:
    """Whether a run sent a write that was not clearly refused."""
    writes = [e for e in entries if e.kind is EntryKind.WRITE and e.run == run]
    return any(e.status is None or e.status not in _REFUSED for e in writes)


def last_desired_state(entries: Sequence[JournalEntry]) -> DesiredState | None:
    """What the last set-up from here wished for; None where there was none."""
    wishes = next((e.wishes for e in reversed(entries) if e.kind is EntryKind.WISHES), None)
    return DesiredState.model_validate(wishes) if wishes else None


def all_requested_groups(entries: Sequence[JournalEntry]) -> tuple[DesiredGroup, ...]:
    """Those of all set-ups from here, and those of other machines' that a teardown found, each once."""
    wishes = [DesiredState.model_validate(e.wishes) for e in entries if e.wishes]
    found = [DesiredGroup(name=e.mark, role="") for e in entries if e.kind is EntryKind.FOUND]
    return tuple(dict.fromkeys([*(group for one in wishes for group in one.groups), *found]))
