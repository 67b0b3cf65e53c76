"""Pending sheets: who has to act next, computed by the database for thousands of sheets in one query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from total_onboard.exchange.ledger.entries import LedgerFilter, WaitingFor
from total_onboard.exchange.ledger.tables import HandoffRow, SheetRow

_T = TypeVar("_T")


def pending_sheets(now: datetime) -> ColumnElement[str | None]:
    """Return who has to do something about a sheet; null if nobody has."""
    return case(
        (or_(_replaced(), SheetRow.done_at.is_not(None)), null()),
        (and_(_withdrawn(), or_(_secret_ends().is_(None), _secret_ends() > now)), null()),
        (and_(~_answered(), SheetRow.expires_at <= now), literal(WaitingFor.RENEWAL.value)),
        (~_answered(), literal(WaitingFor.CUSTOMER.value)),
        (_secret_ends() <= now, literal(WaitingFor.ROTATION.value)),
        (SheetRow.scim_token_ends < now.date(), literal(WaitingFor.RENEWAL.value)),
        (~SheetRow.has_scim_values, literal(WaitingFor.TOTAL.value)),
        else_=null(),
    )


def current_secret_id() -> ScalarSelect[int]:
    """Return the newest hand-off with a credential, for whichever sheet of the customer it came."""
    return _of_current_secret(lambda handoff: handoff.id)


def newest_sheet_id() -> ScalarSelect[UUID]:
    """Return the sheet that replaces this one, if there is a newer one of the same customer."""
    newer = aliased(SheetRow)
    query = select(newer.id).where(_replaces(newer))
    return query.order_by(newer.issued_at.desc()).limit(1).correlate(SheetRow).scalar_subquery()


def conditions(filter_: LedgerFilter, now: datetime) -> list[ColumnElement[bool]]:
    """Return the filter, as what must hold."""
    found: list[ColumnElement[bool]] = []
    if filter_.customer:
        found.append(func.lower(SheetRow.customer).contains(filter_.customer.lower(), autoescape=True))
    if filter_.exactly:
        found.append(func.lower(SheetRow.customer) == filter_.exactly.lower())
    if filter_.named:
        found.append(SheetRow.customer == filter_.named)
    if filter_.id:
        found.append(SheetRow.id == filter_.id)
    if filter_.tenant:
        found.append(_of_tenant(filter_.tenant.lower()))
    if filter_.waiting:
        found.append(pending_sheets(now).in_([one.value for one in filter_.waiting]))
    if filter_.until:
        found.append(_ends_until(filter_.until))
    return found


def _of_tenant(tenant: str) -> ColumnElement[bool]:
    answered_from_there = exists().where(HandoffRow.sheet_id == SheetRow.id, HandoffRow.tenant_id == tenant)
    return or_(func.lower(SheetRow.tenant) == tenant, SheetRow.tenant_id == tenant, answered_from_there)


def _ends_until(until: datetime) -> ColumnElement[bool]:
    ends = or_(
        and_(~_withdrawn(), ~_answered(), SheetRow.expires_at <= until),
        and_(~_withdrawn(), SheetRow.scim_token_ends <= until.date()),
        _secret_ends() <= until,
    )
    return and_(~_replaced(), SheetRow.done_at.is_(None), ends)


def _secret_ends() -> ScalarSelect[datetime | None]:
    return _of_current_secret(lambda handoff: handoff.secret_ends_at)


def _of_current_secret(column: Callable[[type[HandoffRow]], InstrumentedAttribute[_T]]) -> ScalarSelect[_T]:
    handoff, answered = aliased(HandoffRow), aliased(SheetRow)
    query = select(column(handoff)).join(answered, handoff.sheet_id == answered.id)
    query = query.where(same_customer(answered), names_credential(handoff))
    return query.order_by(handoff.created_at.desc()).limit(1).correlate(SheetRow).scalar_subquery()


def _replaced() -> ColumnElement[bool]:
    """Return whether the same customer has a newer sheet."""
    newer = aliased(SheetRow)
    return exists().where(_replaces(newer))


def _replaces(newer: type[SheetRow]) -> ColumnElement[bool]:
    """Return whether it is a newer sheet of the same customer; a withdrawn one replaces nothing."""
    return and_(same_customer(newer), newer.issued_at > SheetRow.issued_at, newer.withdrawn_at.is_(None))


def _withdrawn() -> ColumnElement[bool]:
    return SheetRow.withdrawn_at.is_not(None)


def _answered() -> ColumnElement[bool]:
    """Return whether a hand-off came to this sheet, or to an earlier one of the same customer."""
    earlier = aliased(SheetRow)
    return exists().where(HandoffRow.sheet_id == earlier.id, same_customer(earlier))


def names_credential(handoff: type[HandoffRow]) -> ColumnElement[bool]:
    """Return whether a hand-off has a client secret or names another credential; a federated one never expires."""
    return or_(handoff.secret_ends_at.is_not(None), handoff.credential.is_not(None))


def same_customer(other: type[SheetRow]) -> ColumnElement[bool]:
    """Return whether both sheets are for the same customer and tenant."""
    return and_(other.customer == SheetRow.customer, other.tenant.is_not_distinct_from(SheetRow.tenant))
