"""What the journal knows of test objects at TOTAL: none is forgotten there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from total_onboard.engine.journal.entry import EntryKind, JournalEntry
from total_onboard.engine.journal.journal import Journal

_BEGUN: Final = "began"
_IDENTIFIED: Final = "identified"
_ENDED: Final = "ended"
_PASSED: Final = "passed"
_FAILED: Final = "failed"


class RemovalTestNotes:
    """Remembers, for a SCIM address without its flags, which test objects may exist there."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def begun(self, address: str) -> tuple[str, ...]:
        """The names of those that an earlier test left, groups first as they were noted."""
        names: dict[str, None] = {}
        for entry in self._journal.entries():
            if entry.kind is EntryKind.REMOVAL_TEST and entry.object_id == _plain(address):
                if entry.step == _BEGUN:
                    names[entry.mark] = None
                elif entry.step == _ENDED:
                    names.pop(entry.mark, None)
        return tuple(names)

    def begin(self, address: str, *names: str) -> None:
        """Note them before they are created."""
        for name in names:
            self._journal.write(EntryKind.REMOVAL_TEST, step=_BEGUN, mark=name, object_id=_plain(address))

    def identify(self, address: str, *external_ids: str) -> None:
        """Note the identifiers of the accounts before they are created."""
        for one in external_ids:
            self._journal.write(EntryKind.REMOVAL_TEST, step=_IDENTIFIED, mark=one, object_id=_plain(address))

    def end(self, address: str, name: str) -> None:
        """Note that one is gone."""
        self._journal.write(EntryKind.REMOVAL_TEST, step=_ENDED, mark=name, object_id=_plain(address))

    def judge(self, address: str, *, good: bool) -> None:
        """Note what a test found about an address with its flags."""
        self._journal.write(EntryKind.REMOVAL_TEST, step=_PASSED if good else _FAILED, object_id=address)


def is_verified(entries: Sequence[JournalEntry], address: str | None) -> bool:
    """Whether the last test at this address found that removals take effect; without one, the last test of all."""
    judged = [e for e in entries if e.kind is EntryKind.REMOVAL_TEST and e.step in (_PASSED, _FAILED)]
    of_address = [entry.step for entry in judged if address in (None, entry.object_id)]
    return of_address[-1:] == [_PASSED]


def accounts_of_tests(entries: Sequence[JournalEntry], address: str) -> frozenset[str]:
    """The ``externalId`` of each account that a test here created at this address, in small letters.

    Only these are test accounts: anyone can choose the name of an account.
    """
    noted = [e for e in entries if e.kind is EntryKind.REMOVAL_TEST and e.step == _IDENTIFIED]
    return frozenset(entry.mark.lower() for entry in noted if entry.object_id == _plain(address))


def _plain(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
