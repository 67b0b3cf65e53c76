"""The hand-offs themselves, kept sealed as they came: only the private half of TOTAL's key opens them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from total_onboard.exchange.ledger.models import HandoffEntry
from total_onboard.exchange.ledger.tables import HandoffRow


def newest_file(sheet_id: UUID) -> Select[str | None]:
    """Select the hand-off that was made last; one with a client secret comes first."""
    return (
        select(HandoffRow.sealed_file)
        .where(HandoffRow.sheet_id == sheet_id, HandoffRow.sealed_file.is_not(None))
        .order_by(HandoffRow.secret_ends_at.is_not(None).desc(), HandoffRow.created_at.desc())
        .limit(1)
    )


def keep_file(session: Session, sheet_id: UUID, handoff: HandoffEntry, sealed_file: str | None) -> None:
    """Keep the file of a hand-off that was entered without one, as versions before 0004 did."""
    session.execute(
        update(HandoffRow)
        .where(
            HandoffRow.sheet_id == sheet_id,
            HandoffRow.client_id == handoff.client_id,
            HandoffRow.created_at == handoff.created_at,
            HandoffRow.sealed_file.is_(None),
        )
        .values(sealed_file=sealed_file)
        .execution_options(synchronize_session=False)
    )
