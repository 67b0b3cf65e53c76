"""Calendar: what expires in which month; and a file for calendar programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from starlette.responses import Response

from total_onboard.dashboard.call import Call
from total_onboard.dashboard.views.customers import PAGE_SIZE, page_number
from total_onboard.exchange.ledger.team.overview import CustomerFilter
from total_onboard.ui.output.calendar_file import calendar_content, ledger_events

MONTHS: Final = 36


@dataclass(frozen=True)
class Period:
    """A month, what expired before this one, or what expires later; ``name`` is its part of the address."""

    name: str
    title: str
    count: int
    begins: datetime | None
    ends: datetime | None


def show(call: Call) -> Response:
    """Show the periods, and what expires in one of them."""
    edges = list(_edges(datetime.now(UTC)))
    counts = call.services.ledger.expiry_counts(edges)
    periods = [one for one in _periods(edges, counts) if one.count]
    chosen = next((one for one in periods if one.name == call.query("period")), periods[0] if periods else None)
    number = page_number(call.query("page"))
    filter_ = CustomerFilter(ends_from=chosen.begins, ends_before=chosen.ends) if chosen else CustomerFilter()
    begin = (number - 1) * PAGE_SIZE
    found = call.services.ledger.customers(filter_, begin, PAGE_SIZE, counted=False) if chosen else None
    pages = -(-chosen.count // PAGE_SIZE) if chosen else 0
    return call.page("calendar.html", periods=periods, chosen=chosen, found=found, page=number, pages=pages)


def file(call: Call) -> Response:
    """Return all expiry dates for a calendar program."""
    content = calendar_content(ledger_events(call.services.ledger.lines()))
    return call.download("total-onboard.ics", content, "text/calendar")


def _edges(now: datetime) -> Iterator[datetime]:
    """Yield the beginnings of this month and of those that follow."""
    for month in range(now.month - 1, now.month + MONTHS):
        yield datetime(now.year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _periods(edges: list[datetime], counts: tuple[int, ...]) -> Iterator[Period]:
    before, *months, later = counts
    yield Period("before", "Earlier", before, None, edges[0])
    for (begin, end), count in zip(pairwise(edges), months, strict=True):
        yield Period(f"{begin:%Y-%m}", f"{begin:%B %Y}", count, begin, end)
    yield Period("later", "Later", later, edges[-1], None)
