"""From the lines of a journal to its entries: a line that cannot be read is an error, except a torn one.

A line that was skipped could be the receipt of an object, which nobody would know any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.journal.append_log import TORN, is_whole
from total_onboard.engine.journal.entry import JournalEntry
from total_onboard.engine.step_id import StepId

_OF_A_NEWER_VERSION: Final = frozenset({"extra_forbidden", "enum"})
_RENAMED_STEPS: Final[Mapping[str, StepId]] = {
    "application-for-good": StepId.PURGE_APPLICATION,
    "groups-for-good": StepId.PURGE_GROUPS,
}
"""Step IDs of version 0.1.0 that have another name now. Its teardown step ``start`` never wrote an entry."""


class JournalUnreadable(OnboardError):
    """A line of the journal cannot be read. Nothing is done without what it says."""

    code = "journal-unreadable"
    exit_status = ExitStatus.PREREQUISITE


def entries_of(path: Path, lines: Iterable[bytes]) -> Iterator[JournalEntry]:
    """All whole lines, oldest first; a torn one (power cut, full disk) is left out. Raises JournalUnreadable."""
    pieces = list(lines)
    for number, line in enumerate(pieces, 1):
        if line.strip() and not _is_torn(line, ends=number < len(pieces)):
            yield _entry(path, number, line)


def _is_torn(line: bytes, *, ends: bool) -> bool:
    """Whether its end was never written; the next line that was added has marked it."""
    return line.endswith(TORN) or not (ends or is_whole(line))


def _entry(path: Path, number: int, line: bytes) -> JournalEntry:
    try:
        entry = JournalEntry.model_validate_json(line)
    except ValidationError as error:
        if {one["type"] for one in error.errors(include_input=False)} <= _OF_A_NEWER_VERSION:
            raise _newer(path, number) from None
        raise _damaged(path, number) from None
    return entry.model_copy(update={"step": _RENAMED_STEPS.get(entry.step, entry.step)})


def _newer(path: Path, number: int) -> JournalUnreadable:
    return JournalUnreadable(
        f"Line {number} of the journal {path} was written by a newer version of total-onboard.",
        remedy="Update total-onboard on this machine, then run the same command again.",
    )


def _damaged(path: Path, number: int) -> JournalUnreadable:
    return JournalUnreadable(
        f"Line {number} of the journal {path} can't be read, and without it nobody knows what was created from here.",
        remedy="Restore the file from a backup. If there is none, move it away, get the ids of the application and the "
        "groups from the hand-off's receipt or from the person who ran setup, and name them with --app-id and "
        "--group-id.",
    )
