"""Removal tests in the journal: no temporary member is forgotten in the group, and no test object at TOTAL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from total_onboard.engine.journal.entry import (
    JournalEntry,
    MemberRemovalTestProgress,
    ScimRemovalTested,
    ScimTestAccountIdentified,
    ScimTestObjectDeleted,
    ScimTestObjectRequested,
    Stage,
)
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


class RemovalTestNotes:
    """Remembers, for a SCIM address without its flags, which test objects may exist there."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def begun(self, address: str) -> tuple[str, ...]:
        """Return the names of those that an earlier test left, groups first as they were noted."""
        names: dict[str, None] = {}
        for entry in self._journal.entries():
            if isinstance(entry, ScimTestObjectRequested) and entry.address == _plain(address):
                names[entry.name] = None
            elif isinstance(entry, ScimTestObjectDeleted) and entry.address == _plain(address):
                names.pop(entry.name, None)
        return tuple(names)

    def begin(self, address: str, *names: str) -> None:
        """Note them before they are created."""
        for name in names:
            self._journal.write(ScimTestObjectRequested(address=_plain(address), name=name))

    def identify(self, address: str, *external_ids: str) -> None:
        """Note the identifiers of the accounts before they are created."""
        for one in external_ids:
            self._journal.write(ScimTestAccountIdentified(address=_plain(address), external_id=one))

    def end(self, address: str, name: str) -> None:
        """Note that one is gone."""
        self._journal.write(ScimTestObjectDeleted(address=_plain(address), name=name))

    def judge(self, address: str, *, good: bool) -> None:
        """Note what a test found about an address with its flags."""
        self._journal.write(ScimRemovalTested(address=address, passed=good))


def is_verified(entries: Sequence[JournalEntry], address: str | None) -> bool:
    """Return whether the last test here found that removals take effect; without one, the last test of all."""
    tested = [entry for entry in entries if isinstance(entry, ScimRemovalTested)]
    of_address = [entry.passed for entry in tested if address in (None, entry.address)]
    return of_address[-1:] == [True]


def removal_test_accounts(entries: Sequence[JournalEntry], address: str) -> frozenset[str]:
    """Return the ``externalId`` of each account that a test here created at this address, in small letters.

    Only these are test accounts: anyone can choose the name of an account.
    """
    noted = [entry for entry in entries if isinstance(entry, ScimTestAccountIdentified)]
    return frozenset(entry.external_id.lower() for entry in noted if entry.address == _plain(address))


def _plain(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
