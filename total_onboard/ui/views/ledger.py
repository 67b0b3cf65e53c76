"""The ledger for people: a line for each sheet, with who has to act next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from total_onboard.core.formatting import format_date, pluralize
from total_onboard.exchange.ledger.models import LedgerLine, WaitingFor
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, print_line, symbol_line
from total_onboard.ui.symbols import Symbol

_WAITING: Final[dict[WaitingFor, tuple[Symbol, str]]] = {
    WaitingFor.CUSTOMER: (symbols.WAITING, "waits for the customer's hand-off"),
    WaitingFor.TOTAL: (symbols.CAUTION, "the hand-off is here; the customer waits for a sheet with SCIM values"),
    WaitingFor.RENEWAL: (symbols.BAD, "expired without an answer; the customer needs a new sheet"),
    WaitingFor.ROTATION: (symbols.BAD, "the client secret expired; the customer must run total-onboard rotate-secret"),
}
_SCIM_EXPIRED: Final = "the SCIM token expired; the customer needs a sheet with a new one"


def show_lines(screen: Screen, lines: Sequence[LedgerLine], *, count: bool = True) -> None:
    """Show all of them, and how many there are."""
    for line in lines:
        mark, text = state_of(line)
        tenant = f" ({line.tenant})" if line.tenant else ""
        print_line(screen.result, symbol_line(screen.result, mark, text, title=f"{line.customer}{tenant}"))
        print_line(screen.result, below(screen.result, "; ".join(_facts(line))))
    if count:
        screen.say("No such sheet was issued." if not lines else pluralize(len(lines), "sheet"))


def state_of(line: LedgerLine) -> tuple[Symbol, str]:
    """Return the line's symbol and state; a check mark only if everything that came back still works."""
    if line.withdrawn_at and line.waiting is None:
        return (
            symbols.KEPT,
            f"withdrawn on {format_date(line.withdrawn_at)} by {line.withdrawn_by}: {line.withdrawn_reason}",
        )
    if line.replaced_by and line.replaced_at:
        return symbols.KEPT, f"replaced by sheet {line.replaced_by} on {format_date(line.replaced_at)}"
    if line.done_at:
        return symbols.KEPT, f"marked as done on {format_date(line.done_at)} by {line.done_by}"
    if line.waiting is WaitingFor.RENEWAL and line.scim_token_ends and _is_over(line.scim_token_ends):
        return symbols.BAD, _SCIM_EXPIRED
    if line.waiting:
        return _WAITING[line.waiting]
    return symbols.GOOD, "the hand-off is here" if line.handoffs else "the customer is set up already"


def _facts(line: LedgerLine) -> Iterator[str]:
    yield f"issued {format_date(line.issued_at)} by {line.issued_by}"
    if line.waiting is not None or not line.handoffs:
        yield _end("sheet", line.expires_at)
    if line.secret and line.secret.secret_ends_at:
        yield _end("client secret", line.secret.secret_ends_at)
    if line.scim_token_ends:
        yield _end("SCIM token", line.scim_token_ends)
    yield f"sheet {line.id}"
    if line.note:
        yield f"note: {line.note}"


def _end(what: str, moment: date) -> str:
    return f"{what} {'expired' if _is_over(moment) else 'expires'} {format_date(moment)}"


def _is_over(moment: date) -> bool:
    """Return whether it has passed; a day lasts until it ends."""
    end = moment if isinstance(moment, datetime) else datetime.combine(moment, time.max, UTC)
    return end <= datetime.now(UTC)
