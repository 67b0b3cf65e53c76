"""What was done to a tenant, line by line, before and after each deed: the memory that survives a cut cable.

One JSON object per line, flushed to the disk before the call goes out; never a secret (docs/decisions/0043).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from pydantic_core import to_json

from total_onboard.desired_state import DesiredState, WantedGroup
from total_onboard.engine.durable_lines import DurableLines, JournalUnwritable
from total_onboard.engine.journal_line import Addition, Entry, Kind

if TYPE_CHECKING:
    from total_onboard.entra.call_record import CallRecord

__all__ = ["Addition", "Entry", "Journal", "Kind"]

_SAYS_WHETHER_IT_STANDS: Final = frozenset({Kind.INTENT, Kind.RECEIPT, Kind.ADOPTED, Kind.ADDED, Kind.TORN_DOWN})
_NOT_REMEMBERED: Final = {"admins", "scim", "store_scim_anyway", "decisions"}
_REFUSED: Final = range(400, 500)


class Journal:
    """Appends to one file per tenant and product; only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, DurableLines(path)
        self.run = uuid4().hex[:12]
        self._beginning: Entry | None = None

    @classmethod
    def of(cls, state_dir: Path, tenant_id: str, product: str) -> Journal:
        """The journal of one product in one tenant."""
        return cls(state_dir / tenant_id / f"{product}.jsonl")

    def is_of_run(self, command: str, account: str) -> None:
        """Say who runs what: that stands before the first line of the run, and nowhere where there is none."""
        self._beginning = Entry(run=self.run, kind=Kind.RUN, step=command, account=account)

    def write(
        self,
        kind: Kind,
        *,
        step: str = "",
        mark: str = "",
        object_id: str = "",
        account: str = "",
    ) -> None:
        """Add a line about a deed and wait until the disk has it."""
        self.append(Entry(run=self.run, kind=kind, step=step, mark=mark, object_id=object_id, account=account))

    def append(self, entry: Entry, *, wait: bool = True) -> None:
        """Add one line and wait until the disk has it. Raises JournalUnwritable."""
        if self._beginning:
            self._put(self._beginning, wait=False)
            self._beginning = None
        self._put(entry, wait=wait)

    def _put(self, entry: Entry, *, wait: bool) -> None:
        self.lines.append(entry.model_dump_json(exclude_defaults=True).encode(), wait=wait)

    def about_to_add(self, step: str, object_id: str, *what: str) -> None:
        """Note, before the call goes out, what is put into an object that may be older than we."""
        for one in what:
            self.write(Kind.ADDED, step=step, mark=one, object_id=object_id)

    def remember(self, wanted: DesiredState) -> None:
        """Note what was wished for, unless that was noted last; no secrets, and no people, who come and go."""
        wishes = wanted.model_dump(mode="json", exclude=_NOT_REMEMBERED)
        if wishes != self._last_wishes():
            self.append(Entry(run=self.run, kind=Kind.WISHES, wishes=wishes))

    def remembered(self) -> DesiredState | None:
        """What the last set-up from here wished for; None where there was none."""
        wishes = self._last_wishes()
        return DesiredState.model_validate(wishes) if wishes else None

    def groups_wished_for(self) -> tuple[WantedGroup, ...]:
        """Those of all set-ups from here, each once."""
        wishes = [DesiredState.model_validate(e.wishes) for e in self.entries() if e.wishes]
        return tuple(dict.fromkeys(group for one in wishes for group in one.groups))

    def _last_wishes(self) -> dict[str, object] | None:
        return next((e.wishes for e in reversed(tuple(self.entries())) if e.kind is Kind.WISHES), None)

    def keep_aside(self, name: str, document: object) -> None:
        """Keep a document as it was before we changed it, once: the first one kept is the original.

        Raises JournalUnwritable; half a document is never kept.
        """
        path = self.path.with_name(name)
        if not path.exists():
            self.lines.put_beside(path, to_json(document, indent=1))

    def entries(self) -> Iterator[Entry]:
        """All whole lines, oldest first; a torn one (power cut, full disk) is passed over."""
        for line in self.lines:
            try:
                yield Entry.model_validate_json(line)
            except ValueError:
                continue

    def note_call(self, record: CallRecord) -> None:
        """Add a line for a request that could change something; what was only read leaves no trace.

        Never raises: its answer is there already and must not be lost. What follows it will not get as far. The disk
        has it with the next deed; nobody finds anything again by it.
        """
        if not record.write:
            return
        with suppress(JournalUnwritable):
            self.append(
                Entry(
                    run=self.run,
                    kind=Kind.WRITE,
                    call=f"{record.method} {record.path}",
                    status=record.status,
                    request_id=record.request_id or "",
                    client_request_id=record.client_request_id,
                ),
                wait=False,
            )

    def receipts(self) -> dict[str, tuple[str, ...]]:
        """The ids that receipts name, oldest first, by step."""
        ids: dict[str, tuple[str, ...]] = {}
        for entry in self.entries():
            if entry.kind is Kind.RECEIPT:
                ids[entry.step] = (*ids.get(entry.step, ()), entry.object_id)
        return ids

    def attempts(self, step: str) -> dict[str, str]:
        """The marks under which a step's objects were asked for, and the id of each, empty where no answer came."""
        marks = {e.mark: "" for e in self.entries() if e.kind is Kind.INTENT and e.step == step}
        return marks | {e.mark: e.object_id for e in self.entries() if e.kind is Kind.RECEIPT and e.step == step}

    def unanswered(self) -> dict[tuple[str, str], datetime]:
        """What was asked for last, by step and mark, with neither a receipt nor word that nothing came of it."""
        asked: dict[tuple[str, str], datetime] = {}
        for entry in self.entries():
            if entry.kind is Kind.INTENT:
                asked[entry.step, entry.mark] = entry.at
            elif entry.kind in (Kind.RECEIPT, Kind.NOTHING_CAME):
                asked.pop((entry.step, entry.mark), None)
        return asked

    def made_or_adopted(self) -> frozenset[str]:
        """The ids of all objects that runs on this machine made, or marked as ours."""
        return frozenset(e.object_id for e in self.entries() if e.kind in (Kind.RECEIPT, Kind.ADOPTED))

    def adopted(self) -> frozenset[str]:
        """The ids of those that somebody made by hand, and that were marked as ours."""
        return frozenset(e.object_id for e in self.entries() if e.kind is Kind.ADOPTED)

    def added(self) -> frozenset[Addition]:
        """What was put into objects that may be older than we, and was not taken out again."""
        there: set[Addition] = set()
        for entry in self.entries():
            one = Addition(entry.step, entry.object_id, entry.mark)
            if entry.kind is Kind.ADDED:
                there.add(one)
            elif entry.kind is Kind.REMOVED:
                there.discard(one)
        return frozenset(there)

    def torn_down(self) -> Entry | None:
        """When everything was taken away, and by whom; None where something was made since, or nothing was."""
        telling = [e for e in self.entries() if e.kind in _SAYS_WHETHER_IT_STANDS]
        return telling[-1] if telling and telling[-1].kind is Kind.TORN_DOWN else None

    def may_have_changed_something(self) -> bool:
        """Whether this run sent a write that was not clearly refused."""
        writes = [e for e in self.entries() if e.kind is Kind.WRITE and e.run == self.run]
        return any(e.status is None or e.status not in _REFUSED for e in writes)

    def stored_scim(self) -> str:
        """The fingerprint of the SCIM address and token that were stored last from here; empty if none were."""
        return next((e.mark for e in reversed(tuple(self.entries())) if e.kind is Kind.STORED), "")

    def secret_marks(self) -> frozenset[str]:
        """The marks of the client secrets that we have asked for and got no answer about."""
        return frozenset(mark for mark, made in self.attempts("client-secret").items() if not made)
