"""Import of another ledger's entries into this one; existing entries are completed, never overwritten."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Table, create_engine, insert, select, update
from sqlalchemy.pool import StaticPool

from total_onboard.core.errors import BadValue
from total_onboard.exchange.ledger.entries import ChecklistStep, Conflict, Counts
from total_onboard.exchange.ledger.schema_migration import apply_migrations, revision_of
from total_onboard.exchange.ledger.tables import HandoffRow, SheetRow


@contextmanager
def copied_ledger(file: Path) -> Iterator[Connection]:
    """Open a copy. Raises BadValue for a file that is no ledger, LedgerTooNew."""
    with closing(_copy(file)) as copy:
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        with engine.begin() as connection:
            if revision_of(connection) is None:
                raise BadValue(f"{file} is a database, but isn't a ledger.", remedy="Name the file of a ledger.")
            apply_migrations(connection)
            yield connection


def _copy(file: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            source.backup(copy)
            copy.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        copy.close()
        raise BadValue(
            f"The ledger {file} can't be read: {error}.", remedy="Check the file's name, or restore it from a backup."
        ) from error
    return copy


AT_A_TIME: Final = 500
"""Sheets in one query."""
_SHEETS: Final[Table] = SheetRow.metadata.tables["sheets"]
_HANDOFFS: Final[Table] = HandoffRow.metadata.tables["handoffs"]
_STEPS: Final = frozenset(f"{step}_{mark}" for step in ChecklistStep for mark in ("at", "by"))
_NOT_COMPARED: Final = frozenset({"content_key", "sealed_file", "version", *_STEPS})
"""Seals differ although what is sealed is the same; an order belongs to one sheet of each ledger, a version to one."""
_Row = Mapping[str, Any] | RowMapping


@dataclass
class Import:
    """One import into the ledger at the other end of ``here``, inside the caller's transaction."""

    here: Connection
    sheets: Counter[str] = field(default_factory=Counter)
    handoffs: Counter[str] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    _new: set[UUID] = field(default_factory=set)
    _changed: set[UUID] = field(default_factory=set)

    def import_from(self, source: Connection) -> None:
        """Take every sheet with its hand-offs."""
        rows = source.execute(select(_SHEETS).order_by(_SHEETS.c.issued_at)).mappings().all()
        for begin in range(0, len(rows), AT_A_TIME):
            some = rows[begin : begin + AT_A_TIME]
            taken = self._take_sheets(some)
            handoffs = source.execute(select(_HANDOFFS).where(_HANDOFFS.c.sheet_id.in_(taken))).mappings().all()
            self._take_handoffs(taken, handoffs)
            self._raise_versions()

    def counts(self) -> tuple[Counts, Counts]:
        """Return what became of sheets and of hand-offs."""
        return Counts(**self.sheets), Counts(**self.handoffs)

    def _take_sheets(self, rows: Sequence[_Row]) -> list[UUID]:
        """Return the IDs of those whose hand-offs belong here."""
        ids = [row["id"] for row in rows]
        known = {row["id"]: row for row in self._rows(_SHEETS, _SHEETS.c.id.in_(ids))}
        taken_orders = self._orders(rows)
        new = [_without_taken_order(row, taken_orders) for row in rows if row["id"] not in known]
        self._new = {row["id"] for row in new}
        if new:
            self.here.execute(insert(_SHEETS), new)
        self.sheets["imported"] += len(new)
        return [row["id"] for row in rows if row["id"] not in known or self._completed(row, known[row["id"]])]

    def _completed(self, row: _Row, known: _Row) -> bool:
        differ = tuple(name for name in row if name not in _NOT_COMPARED and _conflict(row[name], known[name]))
        if differ:
            self.conflicts.append(Conflict(id=row["id"], customer=known["customer"], fields=differ))
            return False
        self._fill(_SHEETS, row, known, self.sheets)
        return True

    def _take_handoffs(self, sheet_ids: Sequence[UUID], rows: Iterable[_Row]) -> None:
        known = {_which(row): row for row in self._rows(_HANDOFFS, _HANDOFFS.c.sheet_id.in_(sheet_ids))}
        for row in rows:
            if same := known.get(_which(row)):
                self._fill(_HANDOFFS, {**row, "id": same["id"]}, same, self.handoffs)
            else:
                self.here.execute(insert(_HANDOFFS), {name: value for name, value in row.items() if name != "id"})
                self.handoffs["imported"] += 1
                self._changed.add(row["sheet_id"])

    def _fill(self, table: Table, row: _Row, known: _Row, counter: Counter[str]) -> None:
        """Write what is empty here and not there."""
        missing_steps = {name: row[name] for name in row if known[name] is None and row[name] is not None}
        missing_steps.pop("content_key", None)
        if missing_steps:
            self.here.execute(update(table).where(table.c.id == known["id"]).values(**missing_steps))
            self._changed.add(known["id"] if table is _SHEETS else known["sheet_id"])
        counter["completed" if missing_steps else "known"] += 1

    def _raise_versions(self) -> None:
        """Refuse the changes of those who read a sheet before it, or its hand-offs, were completed."""
        if changed := self._changed - self._new:
            sheets = update(_SHEETS).where(_SHEETS.c.id.in_(changed))
            self.here.execute(sheets.values(version=_SHEETS.c.version + 1))
        self._changed.clear()

    def _orders(self, rows: Sequence[_Row]) -> set[str]:
        keys = [row["content_key"] for row in rows if row["content_key"]]
        return set(self.here.scalars(select(_SHEETS.c.content_key).where(_SHEETS.c.content_key.in_(keys))))

    def _rows(self, table: Table, condition: Any) -> Iterator[_Row]:  # noqa: ANN401
        yield from self.here.execute(select(table).where(condition)).mappings()


def _conflict(imported: object, recorded: object) -> bool:
    return imported is not None and recorded is not None and imported != recorded


def _without_taken_order(row: _Row, taken: set[str]) -> dict[str, Any]:
    """Leave out the order of a sheet that was made here for the same order: an order has one sheet."""
    return {**row, "content_key": None} if row["content_key"] in taken else dict(row)


def _which(row: _Row) -> tuple[UUID, str, datetime]:
    return row["sheet_id"], row["client_id"], row["created_at"]
