"""Rows of a file of customers, read; and warnings about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from total_onboard.core.text.formatting import format_date
from total_onboard.exchange.bulk.row_result import RowProblem
from total_onboard.exchange.value_sheet.create import SheetRequest

SHORT: Final = timedelta(days=180)
"""A certificate that expires sooner makes work soon: every customer must set up the next one."""


@dataclass(frozen=True)
class CustomerRow:
    """``number`` is the row as a spreadsheet counts it, the heading being 1. With faults there is no order."""

    number: int
    customer: str
    order: SheetRequest | None
    faults: tuple[RowProblem, ...] = ()


def order_warnings(order: SheetRequest) -> Iterator[str]:
    """Yield a warning for what is unusual in one order."""
    if order.scim_url and order.scim_token is None:
        yield "It has a SCIM address but no SCIM token."
    yield from certificate_warnings(order)
    redirects = [urlsplit(uri).path.lower() for uri in order.redirect_uris]
    swapped = any("/scim" in path for path in redirects)
    if swapped or (order.scim_url and any(word in order.scim_url.lower() for word in ("/callback", "/oidc", "/auth/"))):
        yield "The redirect URI and the SCIM address seem to be swapped."


def certificate_warnings(order: SheetRequest) -> Iterator[str]:
    """Yield that TOTAL's certificate expires soon."""
    certificate = order.credential and order.credential.certificate
    if certificate and certificate.not_after < datetime.now(UTC) + SHORT:
        yield (
            f"TOTAL's certificate expires on {format_date(certificate.not_after)}. The customer needs a sheet with a "
            "new one before that."
        )


def row_warnings(rows: Sequence[CustomerRow]) -> Iterator[str]:
    """Yield warnings about single rows, then about rows that contradict each other."""
    for row in rows:
        for warning in order_warnings(row.order) if row.order else ():
            yield f"Row {row.number}, {row.customer}: {warning}"
    yield from _contradictions(rows, "customer", "are for the same customer")
    yield from _contradictions(rows, "tenant", "have the same tenant")
    yield from _contradictions(rows, "scim_url", "have the same SCIM address")


def _contradictions(rows: Sequence[CustomerRow], part: str, why: str) -> Iterator[str]:
    first: dict[str, CustomerRow] = {}
    for row in rows:
        value = str(getattr(row.order, part, None) or "").casefold()
        if not value or row.order is None:
            continue
        former = first.setdefault(value, row)
        if former is row or former.order is None:
            continue
        if part != "customer" and former.order.customer.casefold() == row.order.customer.casefold():
            continue
        if different := [name for name in _parts() if getattr(former.order, name) != getattr(row.order, name)]:
            yield f"Rows {former.number} and {row.number} {why}, with different {', '.join(different)}."


def _parts() -> list[str]:
    return [each.name for each in fields(SheetRequest)]
