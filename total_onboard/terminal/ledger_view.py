"""The ledger for people: a line for each sheet, with what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.in_words import counted, day
from total_onboard.ledger.entries import LedgerLine, WaitingFor
from total_onboard.terminal import marks
from total_onboard.terminal.lines import below, put, signed_line

if TYPE_CHECKING:
    from total_onboard.terminal.marks import Mark
    from total_onboard.terminal.screen import Screen

_WAITING: Final[dict[WaitingFor | None, tuple[Mark, str]]] = {
    WaitingFor.CUSTOMER: (marks.WAITING, "waits for the customer's hand-off"),
    WaitingFor.TOTAL: (marks.CAUTION, "the hand-off is here; the customer waits for a sheet with SCIM values"),
    WaitingFor.RENEWAL: (marks.BAD, "ended without an answer; the customer needs a new sheet"),
    None: (marks.GOOD, ""),
}


def show_lines(screen: Screen, lines: Sequence[LedgerLine]) -> None:
    """All of them, and how many there are."""
    for line in lines:
        mark, waiting = _WAITING[line.waiting]
        text = waiting or ("the hand-off is here" if line.handoffs else "nothing is waited for")
        tenant = f" ({line.tenant})" if line.tenant else ""
        put(screen.result, signed_line(screen.result, mark, text, title=f"{line.customer}{tenant}"))
        put(screen.result, below(screen.result, "; ".join(_facts(line))))
    screen.say("No such sheet was issued." if not lines else counted(len(lines), "sheet"))


def _facts(line: LedgerLine) -> Iterator[str]:
    yield f"issued {day(line.issued_at)} by {line.issued_by}"
    if line.waiting is not None or not line.handoffs:
        yield f"sheet ends {day(line.expires_at)}"
    if line.secret and line.secret.secret_ends_at:
        yield f"client secret ends {day(line.secret.secret_ends_at)}"
    if line.scim_token_ends:
        yield f"SCIM token ends {day(line.scim_token_ends)}"
    yield f"sheet {line.id}"
