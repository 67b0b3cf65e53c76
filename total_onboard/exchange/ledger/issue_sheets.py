"""Sheets that are being issued, in one transaction with their files; the same order given twice is entered once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.orm import Session

from total_onboard.exchange.ledger.entries import EventDetail, SheetEntry
from total_onboard.exchange.ledger.tables import SheetRow
from total_onboard.exchange.ledger.team.audit_trail import record_events
from total_onboard.exchange.ledger.team.customer_summary import summarize
from total_onboard.exchange.ledger.team.optimistic_locking import change_sheet

_LOCK: Final = 0x7368656574
"""PostgreSQL's advisory lock of those who issue sheets; SQLite lets only one process write anyway."""


def lock_issuing(connection: Connection) -> None:
    """Wait until nobody else issues sheets, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


class Issuing:
    """Transaction that excludes other issuers; its records are written together at the end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._recorded: list[dict[str, Any]] = []
        lock_issuing(session.connection())

    def known(self, content_keys: Collection[str]) -> dict[str, SheetEntry]:
        """Return the content keys of orders that have a sheet."""
        rows = self._session.scalars(select(SheetRow).where(SheetRow.content_key.in_(content_keys)))
        return {row.content_key: SheetEntry.model_validate(row) for row in rows if row.content_key}

    def content_key_of(self, sheet_id: UUID) -> str | None:
        """Return the content key of the order that this sheet is for, if the order is known."""
        return self._session.scalar(select(SheetRow.content_key).where(SheetRow.id == sheet_id))

    def record(self, entry: SheetEntry, content_key: str | None = None, sealed_file: str | None = None) -> None:
        """Assign this sheet to the order, if one is named; an older one stays in the ledger."""
        members = entry.model_dump(exclude={"has_file"})
        self._recorded.append({**members, "content_key": content_key, "sealed_file": sealed_file})

    def replaces(self, sheet_id: UUID, version: int | None) -> None:
        """Refuse if the earlier sheet changed after it was read. Raises EntryChanged."""
        change_sheet(self._session, sheet_id, version)

    def write(self) -> None:
        """Write to the ledger; the ledger calls this automatically."""
        if not self._recorded:
            return
        orders = [row["content_key"] for row in self._recorded if row["content_key"]]
        older = update(SheetRow).where(SheetRow.content_key.in_(orders)).values(content_key=None)
        self._session.execute(older.execution_options(synchronize_session=False))
        self._session.execute(insert(SheetRow), self._recorded)
        record_events(
            self._session, ((row["id"], EventDetail(by=row["issued_by"], action="issued")) for row in self._recorded)
        )
        summarize(self._session.connection(), {row["customer"] for row in self._recorded})
