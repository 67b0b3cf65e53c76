"""Earlier hand-offs: the same one, or a newer one of the same customer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from total_onboard.exchange.ledger.models import HandoffEntry, NewerHandoff
from total_onboard.exchange.ledger.pending import same_customer
from total_onboard.exchange.ledger.tables import HandoffRow, SheetRow


def same_handoff(session: Session, sheet_id: UUID, handoff: HandoffEntry) -> HandoffEntry | None:
    """Return the entry that was made when this very hand-off was opened first."""
    query = select(HandoffRow).where(
        HandoffRow.sheet_id == sheet_id,
        HandoffRow.client_id == handoff.client_id,
        HandoffRow.created_at == handoff.created_at,
    )
    found = session.scalar(query)
    return HandoffEntry.model_validate(found) if found else None


def newer_handoff(session: Session, sheet_id: UUID, handoff: HandoffEntry) -> NewerHandoff | None:
    """Return the newest hand-off that was made later; one with a client secret comes first."""
    found = session.scalar(_newer(sheet_id, handoff))
    return NewerHandoff.model_validate(found) if found else None


def _newer(sheet_id: UUID, handoff: HandoffEntry) -> Select[HandoffRow]:
    """Select newer answers; other sheets count only for the same customer and tenant, not to outdate another's."""
    answered = aliased(SheetRow)
    return (
        select(HandoffRow)
        .join(answered, HandoffRow.sheet_id == answered.id)
        .join(SheetRow, same_customer(answered))
        .where(
            SheetRow.id == sheet_id,
            or_(answered.id == sheet_id, HandoffRow.tenant_id == handoff.tenant_id),
            HandoffRow.created_at > handoff.created_at,
        )
        .order_by(HandoffRow.secret_ends_at.is_not(None).desc(), HandoffRow.created_at.desc())
        .limit(1)
    )
