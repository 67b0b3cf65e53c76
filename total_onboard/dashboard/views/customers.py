"""List of customers with search and filters; one customer with its sheets, checklist and history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from starlette.responses import Response

from total_onboard.commands.value_sheet.withdraw_and_note import checked_note, still_possible
from total_onboard.core.errors import BadValue
from total_onboard.dashboard.call import Call
from total_onboard.exchange.ledger.entries import ChecklistStep, EventDetail, LedgerFilter, LedgerLine, Marks
from total_onboard.exchange.ledger.team.overview import CustomerFilter, Move

PAGE_SIZE: Final = 50
LONGEST_SEARCH: Final = 200
_FILTERS: Final = {
    "": CustomerFilter(),
    "mine": CustomerFilter(move=Move.MINE),
    "customer": CustomerFilter(move=Move.CUSTOMER),
    "soon": CustomerFilter(soon=True),
    "broken": CustomerFilter(move=Move.BROKEN),
    "nobody": CustomerFilter(move=Move.NOBODY),
}
LABELS: Final = {
    "": "All",
    "mine": "My move",
    "customer": "Customer's move",
    "soon": "Expires soon",
    "broken": "Broken",
    "nobody": "Nothing to do",
}


def listing(call: Call) -> Response:
    """Show a page of the customers that are looked for."""
    show, filter_ = call.query("show"), filter_of(call)
    number = page_number(call.query("page"))
    found = call.services.ledger.customers(filter_, (number - 1) * PAGE_SIZE, PAGE_SIZE)
    template = "customer_list.html" if call.is_fragment else "customers.html"
    pages = -(-found.found // PAGE_SIZE)
    return call.page(template, found=found, show=show, search=filter_.search, page=number, pages=pages, labels=LABELS)


def filter_of(call: Call) -> CustomerFilter:
    """Return what the address asks for."""
    search = call.query("search")[:LONGEST_SEARCH]
    return _FILTERS.get(call.query("show"), CustomerFilter()).model_copy(update={"search": search})


def page_number(text: str) -> int:
    """Return the number of a page; the first for what is no number."""
    return min(max(int(text), 1), 100_000) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def show(call: Call) -> Response:
    """Show one customer."""
    lines = lines_of(call)
    line = lines[0]
    ids = [one.id for one in lines]
    ledger = call.services.ledger
    return call.page(
        "customer.html",
        line=line,
        lines=lines,
        checklists=ledger.checklists(ids),
        events=ledger.events(ids),
        versions={one.id: one.version for one in lines},
        steps=tuple(ChecklistStep),
        warnings=tuple(still_possible(line, ())) if line.withdrawn_at else (),
    )


def lines_of(call: Call) -> tuple[LedgerLine, ...]:
    """Return the sheet in the address first, then the others of the same customer and tenant. Raises BadValue."""
    sheet_id, ledger = UUID(call.part("sheet_id")), call.services.ledger
    entry = ledger.sheet(str(sheet_id))
    if entry is None:
        raise BadValue("The ledger has no such sheet.", remedy="Look for the customer in the list.")
    lines = [one for one in ledger.lines(LedgerFilter(named=entry.customer)) if one.tenant == entry.tenant]
    return tuple(sorted(lines, key=lambda one: one.id != sheet_id))


def note(call: Call) -> Response:
    """Write or delete the note."""
    text = call.text("note")
    checked = checked_note(text, "The note") if text else None
    _mark(call, Marks(note=checked), "noted", checked)
    return _back(call)


def done(call: Call) -> Response:
    """Mark a sheet as done, or remove the mark."""
    is_done = call.text("done") == "yes"
    at, by = (_now(), call.services.user) if is_done else (None, None)
    _mark(call, Marks(done_at=at, done_by=by), "marked as done" if is_done else "marked as not done", None)
    return _back(call)


def withdraw(call: Call) -> Response:
    """Mark a sheet as withdrawn."""
    reason = checked_note(call.text("reason"), "The reason")
    marks = Marks(withdrawn_at=_now(), withdrawn_by=call.services.user, withdrawn_reason=reason)
    _mark(call, marks, "withdrawn", reason)
    return _back(call)


def checklist(call: Call) -> Response:
    """Mark a step of the checklist as done, or remove the mark."""
    step = call.text("step")
    handoff = call.text("handoff")
    if step not in set(ChecklistStep) or not handoff.isdecimal() or len(handoff) > 9:
        raise BadValue("There is no such step.", remedy="Open the customer's page again.")
    call.services.ledger.tick(
        UUID(call.part("sheet_id")),
        int(handoff),
        ChecklistStep(step),
        call.services.user,
        done=call.text("done") == "yes",
        version=version_of(call),
    )
    return _back(call)


def version_of(call: Call) -> int:
    """Return the version that the form was made from. Raises BadValue."""
    text = call.text("version")
    if not text.isdecimal() or len(text) > 9:
        raise BadValue("The form doesn't name a version.", remedy="Open the customer's page again.")
    return int(text)


def _mark(call: Call, marks: Marks, action: str, detail: str | None) -> None:
    what = EventDetail(by=call.services.user, action=action, detail=detail)
    call.services.ledger.mark(UUID(call.part("sheet_id")), marks, what, version_of(call))


def _back(call: Call) -> Response:
    return call.redirect(f"/customers/{_uuid(call.text('back')) or call.part('sheet_id')}")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
