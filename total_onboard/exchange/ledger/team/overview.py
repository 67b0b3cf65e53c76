"""Inbox and list of customers: two queries for a page, however many customers there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from total_onboard.exchange.ledger.entries import CustomerEntry, Expiring
from total_onboard.exchange.ledger.tables import CustomerRow

SOON: Final = timedelta(days=30)


class Move(StrEnum):
    """Who has to act next about a customer."""

    MINE = "mine"
    """The representative: the hand-off is here, and its checklist isn't finished."""
    CUSTOMER = "customer"
    """The customer: their hand-off has not come."""
    BROKEN = "broken"
    """Something expired."""
    NOBODY = "nobody"


class CustomerFilter(BaseModel):
    """Filter of the list; empty matches all. ``soon`` means within 30 days, ``ends_…`` in a period."""

    model_config = ConfigDict(frozen=True)

    search: str = ""
    move: Move | None = None
    soon: bool = False
    ends_from: AwareDatetime | None = None
    ends_before: AwareDatetime | None = None


class OverviewCounts(BaseModel):
    """Customers in each group of the inbox; those that expire soon are in another group, too."""

    model_config = ConfigDict(frozen=True)

    mine: int = 0
    customer: int = 0
    broken: int = 0
    nobody: int = 0
    soon: int = 0
    all: int = 0


class CustomerPage(BaseModel):
    """One page of the list; ``found`` are all customers that the filter matches, 0 if they weren't counted."""

    model_config = ConfigDict(frozen=True)

    customers: tuple[CustomerEntry, ...]
    found: int


def count_customers(session: Session, now: datetime) -> OverviewCounts:
    """Count all groups in one query."""
    move = _move(now)
    groups = {one.value: _count(move == one.value) for one in Move}
    query = select(*groups.values(), _count(_soon(now)), func.count()).select_from(CustomerRow)
    found = session.execute(query).one()
    return OverviewCounts(**dict(zip((*groups, "soon", "all"), (one or 0 for one in found), strict=True)))


def customer_page(
    session: Session, filter_: CustomerFilter, now: datetime, begin: int, size: int, *, counted: bool
) -> CustomerPage:
    """Return some customers: what is most urgent first within a group, else by name. Counting takes a second query."""
    conditions = _conditions(filter_, now)
    query = (
        select(CustomerRow, _move(now))
        .where(*conditions)
        .order_by(*_order(filter_), CustomerRow.search_text, CustomerRow.id)
        .offset(begin)
        .limit(size)
    )
    found = session.scalar(select(func.count()).select_from(CustomerRow).where(*conditions)) if counted else 0
    customers = tuple(_entry(row, move) for row, move in session.execute(query))
    return CustomerPage(customers=customers, found=found or 0)


def count_periods(session: Session, edges: Sequence[datetime]) -> tuple[int, ...]:
    """Count what expires before the first edge, between two, and after the last, in one query."""
    ends = CustomerRow.ends_at
    between = [and_(ends >= begin, ends < end) for begin, end in pairwise(edges)]
    found = session.execute(select(*map(_count, (ends < edges[0], *between, ends >= edges[-1])))).one()
    return tuple(one or 0 for one in found)


def _entry(row: CustomerRow, move: str) -> CustomerEntry:
    since = {Move.MINE: row.handoff_at, Move.CUSTOMER: row.issued_at, Move.BROKEN: row.ends_at}
    return CustomerEntry(
        customer=row.customer,
        tenant=row.tenant,
        sheet_id=row.sheet_id,
        move=move,
        since=since.get(Move(move)),
        issued_at=row.issued_at,
        handoff_at=row.handoff_at,
        has_scim_values=row.has_scim_values,
        closed_at=row.closed_at,
        ends_at=row.ends_at,
        ends_what=Expiring(row.ends_what) if row.ends_what else None,
    )


def _move(now: datetime) -> ColumnElement[str]:
    open_ = CustomerRow.closed_at.is_(None)
    unfinished = or_(CustomerRow.finished_at.is_(None), ~CustomerRow.has_scim_values)
    return case(
        (CustomerRow.ends_at <= now, literal(Move.BROKEN.value)),
        (and_(open_, CustomerRow.handoff_at.is_(None)), literal(Move.CUSTOMER.value)),
        (and_(open_, unfinished), literal(Move.MINE.value)),
        else_=literal(Move.NOBODY.value),
    )


def _of_move(move: Move, now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of a move, in a form for which the database can use an index."""
    if move is Move.BROKEN:
        return [CustomerRow.ends_at <= now]
    if move is Move.MINE:
        return [CustomerRow.handoff_at.is_not(None), _move(now) == move.value]
    return [_move(now) == move.value]


def _soon(now: datetime) -> ColumnElement[bool]:
    return and_(CustomerRow.ends_at > now, CustomerRow.ends_at <= now + SOON)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _conditions(filter_: CustomerFilter, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filter_.search:
        found.append(CustomerRow.search_text.contains(filter_.search.lower(), autoescape=True))
    if filter_.move:
        found += _of_move(filter_.move, now)
    if filter_.soon:
        found.append(_soon(now))
    if filter_.ends_from:
        found.append(CustomerRow.ends_at >= filter_.ends_from)
    if filter_.ends_before:
        found.append(CustomerRow.ends_at < filter_.ends_before)
    return found


def _order(filter_: CustomerFilter) -> list[ColumnElement[Any]]:
    if filter_.soon or filter_.ends_from or filter_.ends_before or filter_.move is Move.BROKEN:
        return [CustomerRow.ends_at.asc()]
    if filter_.move is Move.MINE:
        return [CustomerRow.handoff_at.asc()]
    return [CustomerRow.issued_at.asc()] if filter_.move is Move.CUSTOMER else []
