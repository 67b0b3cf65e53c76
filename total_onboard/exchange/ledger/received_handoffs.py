"""Received hand-offs: the tenant that one must come from, earlier ones of the customer, and the sealed files."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, aliased

from total_onboard.core.errors import BadSheet
from total_onboard.entra.object_ids import is_id
from total_onboard.exchange.ledger.entries import HandoffEntry, NewerHandoff
from total_onboard.exchange.ledger.pending_sheets import names_credential, same_customer
from total_onboard.exchange.ledger.tables import HandoffRow, SheetRow


def accept_tenant(sheet: SheetRow, tenant_id: str, *, accept_change: bool) -> None:
    """Check the tenant of a hand-off, and pin the first one. Raises BadSheet.

    ``accept_change`` replaces a pinned tenant; what the sheet itself names can't be replaced.
    """
    tenant = tenant_id.lower()
    expected = tenant_of(sheet)
    if expected and tenant != expected:
        raise BadSheet(
            f"tenant_id: the hand-off comes from tenant {tenant}, but its sheet is for {expected}.",
            remedy="Ask the customer on the phone. If the tenant is right, make a new sheet for it.",
        )
    if not expected and sheet.pinned_tenant_id not in (None, tenant) and not accept_change:
        raise BadSheet(
            f"tenant_id: the hand-off comes from tenant {tenant}, but the first one for this sheet came from "
            f"{sheet.pinned_tenant_id}.",
            remedy="Ask the customer on the phone; if both are theirs, add --accept-tenant-change.",
        )
    sheet.pinned_tenant_id = tenant


def tenant_of(sheet: SheetRow) -> str | None:
    """Return the tenant ID that the sheet itself names; None for a domain that wasn't resolved, or no tenant."""
    if sheet.tenant_id:
        return sheet.tenant_id.lower()
    return sheet.tenant.lower() if sheet.tenant and is_id(sheet.tenant) else None


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
    """Return the newest hand-off that was made later; one with a credential comes first."""
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
        .order_by(names_credential(HandoffRow).desc(), HandoffRow.created_at.desc())
        .limit(1)
    )


def newest_file(sheet_id: UUID) -> Select[str | None]:
    """Select the hand-off that was made last; one with a credential comes first."""
    return (
        select(HandoffRow.sealed_file)
        .where(HandoffRow.sheet_id == sheet_id, HandoffRow.sealed_file.is_not(None))
        .order_by(names_credential(HandoffRow).desc(), HandoffRow.created_at.desc())
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
