"""Temporary members of removal tests in the journal: nobody is forgotten in the group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from total_onboard.engine.journal.entry import JournalEntry, MemberRemovalTestProgress, Stage
from total_onboard.engine.journal.journal import Journal


class OpenRemovalTest(NamedTuple):
    """Unfinished removal test; ``who`` is the person's name, for people."""

    user_id: str
    who: str
    stage: Stage


def note_removal_test(journal: Journal, user_id: str, who: str, stage: Stage) -> None:
    """Write it down before the call that makes it so, or after the one that proved it."""
    journal.write(MemberRemovalTestProgress(stage=stage, user_id=user_id, user_name=who))


def open_removal_test(entries: Sequence[JournalEntry]) -> OpenRemovalTest | None:
    """Return the one that an earlier run began, here, and could not end."""
    last = next((entry for entry in reversed(entries) if isinstance(entry, MemberRemovalTestProgress)), None)
    if last is None or last.stage is Stage.ENDED:
        return None
    return OpenRemovalTest(last.user_id, last.user_name, last.stage)
