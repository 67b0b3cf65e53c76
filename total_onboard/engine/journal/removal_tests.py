"""What the journal knows of somebody who was made an admin for a moment: nobody is forgotten in the group."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from total_onboard.engine.journal.entry import EntryKind, JournalEntry
from total_onboard.engine.journal.journal import Journal


class Stage(StrEnum):
    """How far a rehearsal came: the person may be in the group, is out of it again, and is let go by TOTAL."""

    BEGAN = "began"
    OUT = "out"
    ENDED = "ended"


class OpenRemovalTest(NamedTuple):
    """One that has not ended; ``who`` is the person's name, for people."""

    user_id: str
    who: str
    stage: Stage


def note_removal_test(journal: Journal, user_id: str, who: str, stage: Stage) -> None:
    """Write it down before the call that makes it so, or after the one that proved it."""
    journal.write(EntryKind.REHEARSAL, step=stage, mark=who, object_id=user_id)


def open_removal_test(entries: Sequence[JournalEntry]) -> OpenRemovalTest | None:
    """The one that an earlier run began, here, and could not end."""
    last = next((entry for entry in reversed(entries) if entry.kind is EntryKind.REHEARSAL), None)
    if last is None or last.step == Stage.ENDED:
        return None
    return OpenRemovalTest(last.object_id, last.mark, Stage(last.step))
