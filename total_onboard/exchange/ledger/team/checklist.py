"""Checklist of a hand-off: entered, sign-in tested, customer informed, finished."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from total_onboard.core.errors import BadValue
from total_onboard.exchange.ledger.entries import Checklist, ChecklistStep
from total_onboard.exchange.ledger.tables import HandoffRow


def checklists(session: Session, sheet_ids: Collection[UUID]) -> tuple[Checklist, ...]:
    """Return the checklists of all hand-offs to these sheets, the newest first."""
    query = select(HandoffRow).where(HandoffRow.sheet_id.in_(sheet_ids)).order_by(HandoffRow.created_at.desc())
    return tuple(Checklist.model_validate(row) for row in session.scalars(query))


def tick(session: Session, sheet_id: UUID, handoff_id: int, step: ChecklistStep, by: str) -> None:
    """Mark a step and those before it as done. Raises BadValue for a hand-off of another sheet."""
    row = session.scalar(select(HandoffRow).where(HandoffRow.id == handoff_id, HandoffRow.sheet_id == sheet_id))
    if row is None:
        raise BadValue("This sheet has no such hand-off.", remedy="Open the customer's page again.")
    steps = list(ChecklistStep)
    open_steps = [one for one in steps[: steps.index(step) + 1] if getattr(row, f"{one}_at") is None]
    now = datetime.now(UTC).replace(microsecond=0)
    values = {name: value for one in open_steps for name, value in ((f"{one}_at", now), (f"{one}_by", by))}
    if values:
        session.execute(update(HandoffRow).where(HandoffRow.id == handoff_id).values(**values))


def untick(session: Session, sheet_id: UUID, handoff_id: int, step: ChecklistStep) -> None:
    """Remove the mark of a step and of those after it."""
    steps = list(ChecklistStep)
    later = steps[steps.index(step) :]
    values = {name: None for one in later for name in (f"{one}_at", f"{one}_by")}
    own = (HandoffRow.id == handoff_id, HandoffRow.sheet_id == sheet_id)
    session.execute(update(HandoffRow).where(*own).values(**values))
