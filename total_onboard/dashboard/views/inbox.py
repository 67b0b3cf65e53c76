"""Inbox: my move, the customer's move, what expires soon, and what is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from total_onboard.dashboard.call import Call
from total_onboard.exchange.ledger.entries import CustomerEntry
from total_onboard.exchange.ledger.team.overview import CustomerFilter, Move

MOST: Final = 8
"""Customers of each group."""
_SOON: Final = "Within 30 days. Such a customer can be in another group, too."
_GROUPS: Final = (
    ("My move", "mine", "Enter the values of the hand-off, and finish its checklist.", CustomerFilter(move=Move.MINE)),
    ("Broken", "broken", "Something expired. The customer needs you.", CustomerFilter(move=Move.BROKEN)),
    (
        "Expires soon",
        "soon",
        _SOON,
        CustomerFilter(soon=True),
    ),
    ("Customer's move", "customer", "The hand-off hasn't arrived.", CustomerFilter(move=Move.CUSTOMER)),
)


@dataclass(frozen=True)
class Group:
    """A part of the inbox; ``name`` is its filter in the list of customers."""

    title: str
    name: str
    hint: str
    count: int
    customers: tuple[CustomerEntry, ...]


def show(call: Call) -> Response:
    """Show the first customers of each group."""
    ledger = call.services.ledger
    counts = ledger.overview()
    groups = [
        Group(title, name, hint, count, ledger.customers(filter_, 0, MOST, counted=False).customers if count else ())
        for title, name, hint, filter_ in _GROUPS
        for count in (getattr(counts, name),)
    ]
    return call.page("inbox.html", groups=groups, counts=counts, posts=ledger.unopened_posts())
