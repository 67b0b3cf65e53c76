"""Journal of a tenant, line by line, before and after each write: the memory that survives a cut cable.

One JSON object per line, flushed to the disk before the call goes out; never a secret (docs/decisions/0043).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from pydantic_core import to_json

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.files.paths import checked_state
from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal.append_log import AppendLog, JournalUnwritable
from total_onboard.engine.journal.entry import (
    Added,
    AdditionRefused,
    Adopted,
    BaselineTaken,
    DesiredStateChanged,
    GraphWrite,
    JournalEntry,
    RunStarted,
)
from total_onboard.engine.journal.line_format import entries_of, line_of
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.entra.http.call_record import CallRecord

_NOT_REMEMBERED: Final = {"admins", "scim"}


class Journal:
    """Appends to one file per tenant and product; only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, AppendLog(path)
        self.run = uuid4().hex[:12]
        self._beginning: RunStarted | None = None

    @classmethod
    def of(cls, state_dir: Path, tenant_id: str, product: str) -> Journal:
        """Return the journal of one product in one tenant."""
        return cls(checked_state(checked_state(state_dir) / tenant_id) / f"{product}.jsonl")

    def start_run(self, command: str, account: str) -> None:
        """Say who runs what: that stands before the first line of the run, and nowhere where there is none."""
        self._beginning = RunStarted(command=command, account=account)

    def write(self, *entries: JournalEntry, wait: bool = True) -> None:
        """Add entries of this run and wait once, until the disk has all of them. Raises JournalUnwritable."""
        if self._beginning and entries:
            self._put(self._beginning, wait=False)
            self._beginning = None
        for number, entry in enumerate(entries, 1):
            self._put(entry, wait=wait and number == len(entries))

    def _put(self, entry: JournalEntry, *, wait: bool) -> None:
        of_run = entry if entry.run else entry.model_copy(update={"run": self.run})
        self.lines.append(line_of(of_run), wait=wait)

    def record_addition(self, step: str, object_id: str, *items: str) -> None:
        """Note, before the request, what is put into an object that may be older."""
        self.write(*(Added(step=step, object_id=object_id, item=item) for item in items))

    def record_refusal(self, step: str, object_id: str, *items: str) -> None:
        """Note that an addition was refused: if it appears later, someone else made it."""
        self.write(*(AdditionRefused(step=step, object_id=object_id, item=item) for item in items))

    def adopted(self, step: str, unique_name: str, object_id: str, baseline: Baseline) -> None:
        """Note what an object contains, and that it is adopted with that."""
        self.write(
            BaselineTaken(step=step, object_id=object_id, baseline=baseline),
            Adopted(step=step, unique_name=unique_name, object_id=object_id),
        )

    def remember(self, desired: DesiredState) -> None:
        """Note the desired state, unless that was noted last; no secrets, and no people, who come and go."""
        remembered = desired.model_dump(mode="json", exclude=_NOT_REMEMBERED)
        if DesiredState.model_validate(remembered) != last_desired_state(self.entries()):
            self.write(DesiredStateChanged(desired=remembered))

    def backup_once(self, name: str, document: object) -> None:
        """Keep a document as it was before we changed it, once: the first one kept is the original.

        Raises JournalUnwritable; half a document is never kept.
        """
        path = self.path.with_name(name)
        if not path.exists():
            self.lines.write_sibling(path, to_json(document, indent=1))

    def entries(self) -> tuple[JournalEntry, ...]:
        """Return all whole lines as they are now, oldest first; one that was torn is left out.

        Raises JournalUnreadable.
        """
        return tuple(entries_of(self.path, self.lines))

    def note_call(self, record: CallRecord) -> None:
        """Add a line for a request that could change something; what was only read leaves no trace.

        Never raises: the answer exists and must not be lost. The disk has the line with the next entry.
        """
        if not record.write:
            return
        with suppress(JournalUnwritable):
            self.write(
                GraphWrite(
                    method=record.method,
                    path=record.path,
                    status=record.status,
                    request_id=record.request_id or "",
                    client_request_id=record.client_request_id,
                ),
                wait=False,
            )
