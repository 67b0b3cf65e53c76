"""Write an entry as a line of the journal, and read it back: of this format version or an older one.

A line that can't be read is an error, except a torn one: a skipped line could record an object that nobody would know
afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_json

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.journal.append_log import TORN, is_whole
from total_onboard.engine.journal.entry import FORMAT_VERSION, JournalEntry, entry_adapter
from total_onboard.engine.journal.version_1 import from_version_1

_UNKNOWN_TO_THIS_VERSION: Final = frozenset({"extra_forbidden", "union_tag_invalid", "enum"})


class JournalUnreadable(OnboardError):
    """A line of the journal cannot be read. Nothing is done without what it says."""

    code = "journal-unreadable"
    exit_status = ExitStatus.PREREQUISITE


class NewerFormat(ValueError):
    """A line was written by a newer version of total-onboard."""


def line_of(entry: JournalEntry) -> bytes:
    """Write an entry with its format version; members with an empty value are left out."""
    return to_json({"v": FORMAT_VERSION, "kind": entry.kind, **entry.model_dump(mode="json", exclude_defaults=True)})


def entry_of(line: bytes) -> JournalEntry:
    """Read one line. Raises NewerFormat, ValueError."""
    document = json.loads(line)
    if not isinstance(document, dict) or not document.get("run"):
        raise ValueError("no entry of a run")
    try:
        return _entry(document.pop("v", 1), document)
    except ValidationError as error:
        if {one["type"] for one in error.errors(include_input=False)} <= _UNKNOWN_TO_THIS_VERSION:
            raise NewerFormat from None
        raise


def _entry(version: object, document: dict[str, Any]) -> JournalEntry:
    if version == 1:
        return from_version_1(document)
    if version == FORMAT_VERSION:
        return entry_adapter().validate_python(document)
    raise NewerFormat if isinstance(version, int) and version > FORMAT_VERSION else ValueError("no format version")


def entries_of(path: Path, lines: Iterable[bytes]) -> Iterator[JournalEntry]:
    """Yield all whole lines, oldest first; a torn one (power cut, full disk) is left out. Raises JournalUnreadable."""
    pieces = list(lines)
    for number, line in enumerate(pieces, 1):
        if line.strip() and not _is_torn(line, ends=number < len(pieces)):
            yield _numbered_entry(path, number, line)


def _is_torn(line: bytes, *, ends: bool) -> bool:
    """Return whether its end was never written; the next line that was added has marked it."""
    return line.endswith(TORN) or not (ends or is_whole(line))


def _numbered_entry(path: Path, number: int, line: bytes) -> JournalEntry:
    try:
        return entry_of(line)
    except NewerFormat:
        raise _newer(path, number) from None
    except ValueError:
        raise _damaged(path, number) from None


def _newer(path: Path, number: int) -> JournalUnreadable:
    return JournalUnreadable(
        f"Line {number} of the journal {path} was written by a newer version of total-onboard; this version reads "
        f"journals up to format {FORMAT_VERSION}.",
        remedy="Update total-onboard on this machine, then run the same command again.",
    )


def _damaged(path: Path, number: int) -> JournalUnreadable:
    return JournalUnreadable(
        f"Line {number} of the journal {path} can't be read, and only the journal says what this machine created.",
        remedy="Restore the file from a backup. If there is none, move it, get the IDs of the application and the "
        "groups from the hand-off's receipt or from the person who ran setup, and name them with --app-id and "
        "--group-id.",
    )
