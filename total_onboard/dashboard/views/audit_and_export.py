"""Audit trail, and the export of the list of customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from total_onboard.dashboard.call import Call
from total_onboard.dashboard.views.customers import filter_of, page_number
from total_onboard.exchange.bulk.sheet_files import table_text
from total_onboard.exchange.ledger.entries import CustomerEntry, EventDetail

PAGE_SIZE: Final = 100
MOST: Final = 100_000
_HEADING: Final = (
    "customer",
    "tenant",
    "next move",
    "since",
    "next expiry",
    "expires",
    "issued",
    "hand-off",
    "sheet ID",
)


def audit(call: Call) -> Response:
    """Show who did what, the newest first."""
    number = page_number(call.query("page"))
    found = call.services.ledger.events(None, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    return call.page("audit.html", events=found[:PAGE_SIZE], page=number, has_more=len(found) > PAGE_SIZE)


def export(call: Call) -> Response:
    """Return the customers that are looked for as a table; the export is recorded."""
    found = call.services.ledger.customers(filter_of(call), 0, MOST).customers
    detail = f"{len(found)} customers"
    call.services.ledger.note_event(None, EventDetail(by=call.services.user, action="list exported", detail=detail))
    text = table_text(_HEADING, (tuple(_cells(one)) for one in found))
    return call.download(f"customers-{datetime.now(UTC):%Y-%m-%d}.csv", text, "text/csv")


def _cells(one: CustomerEntry) -> Iterator[str]:
    yield one.customer
    yield one.tenant or ""
    yield one.move
    yield _day(one.since)
    yield one.ends_what or ""
    yield _day(one.ends_at)
    yield _day(one.issued_at)
    yield _day(one.handoff_at)
    yield str(one.sheet_id)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
