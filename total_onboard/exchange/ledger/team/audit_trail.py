"""Audit trail: who did what, when, and about which sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from total_onboard.exchange.ledger.entries import EventDetail, EventEntry
from total_onboard.exchange.ledger.tables import EventRow, SheetRow

LONGEST_DETAIL: Final = 600


def record_events(session: Session, events: Iterable[tuple[UUID | None, EventDetail]]) -> None:
    """Add events; they belong to the transaction of what they describe."""
    now = datetime.now(UTC)
    rows = [
        {"sheet_id": sheet_id, "at": now, "by": one.by, "action": one.action, "detail": _short(one.detail)}
        for sheet_id, one in events
    ]
    if rows:
        session.execute(insert(EventRow), rows)


def events(
    session: Session, sheet_ids: Collection[UUID] | None = None, begin: int = 0, size: int = 100
) -> tuple[EventEntry, ...]:
    """Return the newest events first, of these sheets or of all."""
    query = select(EventRow, SheetRow.customer).outerjoin(SheetRow, SheetRow.id == EventRow.sheet_id)
    if sheet_ids is not None:
        query = query.where(EventRow.sheet_id.in_(sheet_ids))
    query = query.order_by(EventRow.at.desc(), EventRow.id.desc()).offset(begin).limit(size)
    return tuple(
        EventEntry(sheet_id=row.sheet_id, customer=customer, at=row.at, by=row.by, action=row.action, detail=row.detail)
        for row, customer in session.execute(query)
    )


def _short(detail: str | None) -> str | None:
    return detail[:LONGEST_DETAIL] if detail else None
