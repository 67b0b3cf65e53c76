"""What was done to a tenant, line by line, before and after each deed: the memory that survives a cut cable.

One JSON object per line, flushed to the disk before the call goes out; never a secret. See docs/decisions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.desired_state import DesiredState
from total_onboard.engine.durable_lines import DurableLines, JournalUnwritable

if TYPE_CHECKING:
    from total_onboard.entra.call_record import CallRecord

_NOT_REMEMBERED: Final = {"admins", "scim", "store_scim_anyway", "decisions"}


class Kind(StrEnum):
    """The kinds of line."""

    RUN = "run"
    INTENT = "intent"
    RECEIPT = "receipt"
    ADOPTED = "adopted"
    WRITE = "write"
    NOTHING_CAME = "nothing-came"
    HANDING_OVER = "handing-over"
    HANDED_OFF = "handed-off"
    STORED = "stored"
    WISHES = "wishes"
    REHEARSAL = "rehearsal"


class Entry(BaseModel):
    """One line. ``mark`` is how the object is found again if the receipt never comes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    run: str
    kind: Kind
    step: str = ""
    mark: str = ""
    object_id: str = ""
    account: str = ""
    call: str = ""
    status: int | None = None
    request_id: str = ""
    client_request_id: str = ""
    wishes: dict[str, object] | None = None


class Journal:
    """Appends to one file per tenant and product; only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, DurableLines(path)
        self.run = uuid4().hex[:12]

    @classmethod
    def of(cls, state_dir: Path, tenant_id: str, product: str) -> Journal:
        """The journal of one product in one tenant."""
        return cls(state_dir / tenant_id / f"{product}.jsonl")

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

    def append(self, entry: Entry) -> None:
        """Add one line and wait until the disk has it. Raises JournalUnwritable."""
        self.lines.append(entry.model_dump_json(exclude_defaults=True).encode())

    def remember(self, wanted: DesiredState) -> None:
        """Note what was wished for, unless that was noted last; no secrets, and no people, who come and go."""
        wishes = wanted.model_dump(mode="json", exclude=_NOT_REMEMBERED)
        if wishes != self._last_wishes():
            self.append(Entry(run=self.run, kind=Kind.WISHES, wishes=wishes))

    def remembered(self) -> DesiredState | None:
        """What the last set-up from here wished for; None where there was none."""
        wishes = self._last_wishes()
        return DesiredState.model_validate(wishes) if wishes else None

    def _last_wishes(self) -> dict[str, object] | None:
        return next((e.wishes for e in reversed(tuple(self.entries())) if e.kind is Kind.WISHES), None)

    def keep_aside(self, name: str, document: object) -> None:
        """Keep a document as it was before we changed it, once: the first one kept is the original.

        Raises JournalUnwritable; half a document is never kept.
        """
        path = self.path.with_name(name)
        if not path.exists():
            self.lines.put_beside(path, json.dumps(document, indent=1).encode())

    def entries(self) -> Iterator[Entry]:
        """All whole lines, oldest first; a torn one (power cut, full disk) is passed over."""
        for line in self.lines:
            try:
                yield Entry.model_validate_json(line)
            except ValueError:
                continue

    def note_call(self, record: CallRecord) -> None:
        """Add a line for a request that could change something; what was only read leaves no trace.

        Never raises: its answer is there already and must not be lost. What follows it will not get as far.
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
                )
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

    def handed_off(self) -> frozenset[str]:
        """The key ids of client secrets that were delivered, and may therefore be in use.

        A run that ended between the two left a hand-off where it was about to, or left none.
        """
        return frozenset(
            entry.object_id
            for entry in self.entries()
            if entry.kind is Kind.HANDED_OFF
            or (entry.kind is Kind.HANDING_OVER and entry.mark and Path(entry.mark).exists())
        )

    def stored_scim(self) -> str:
        """The fingerprint of the SCIM address and token that were stored last from here; empty if none were."""
        return next((e.mark for e in reversed(tuple(self.entries())) if e.kind is Kind.STORED), "")

    def secret_marks(self) -> frozenset[str]:
        """The marks of the client secrets that we have asked for and got no answer about."""
        return frozenset(mark for mark, made in self.attempts("client-secret").items() if not made)
