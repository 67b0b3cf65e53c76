"""The ledger for people: a line for each sheet, the details of one, and the result of an import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.text.formatting import format_date, format_time, pluralize
from total_onboard.exchange.ledger.entries import Counts, HandoffEntry, ImportReport, LedgerLine, WaitingFor
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, next_step, print_facts, print_line, symbol_line
from total_onboard.ui.symbols import Symbol

_WAITING: Final[dict[WaitingFor, tuple[Symbol, str]]] = {
    WaitingFor.CUSTOMER: (symbols.WAITING, "waits for the customer's hand-off"),
    WaitingFor.TOTAL: (symbols.CAUTION, "the hand-off is here; the customer waits for a sheet with SCIM values"),
    WaitingFor.RENEWAL: (symbols.BAD, "expired without an answer; the customer needs a new sheet"),
    WaitingFor.ROTATION: (symbols.BAD, "the client secret expired; the customer must run total-onboard rotate-secret"),
}
_CREDENTIALS: Final = {
    None: "client secret",
    CredentialKind.CERTIFICATE: "certificate",
    CredentialKind.FEDERATED: "federated credential, which doesn't expire",
}
_CERTIFICATE_EXPIRED: Final = "the certificate expired; the customer needs a sheet with a new one"
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
    if line.waiting is WaitingFor.ROTATION and line.secret and line.secret.credential:
        return symbols.BAD, _CERTIFICATE_EXPIRED
    if line.waiting:
        return _WAITING[line.waiting]
    return symbols.GOOD, "the hand-off is here" if line.handoffs else "the customer is set up already"


def _facts(line: LedgerLine) -> Iterator[str]:
    yield f"issued {format_date(line.issued_at)} by {line.issued_by}"
    if line.waiting is not None or not line.handoffs:
        yield _end("sheet", line.expires_at)
    if line.secret and line.secret.secret_ends_at:
        yield _end(_CREDENTIALS[line.secret.credential], line.secret.secret_ends_at)
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


def show_details(screen: Screen, lines: Sequence[LedgerLine]) -> None:
    """Show a block for each sheet."""
    for line in lines:
        mark, text = state_of(line)
        print_line(screen.result, symbol_line(screen.result, mark, text, title=line.customer))
        print_facts(screen.result, _details(line))
        screen.result.print()


def _details(line: LedgerLine) -> Iterator[tuple[str, str]]:
    yield "sheet ID", str(line.id)
    yield "sheet fingerprint", line.fingerprint
    yield "issued", f"{format_time(line.issued_at)} by {line.issued_by}"
    yield "expires", format_time(line.expires_at)
    yield "tenant", line.tenant or "any"
    if line.scim_token_ends:
        yield "SCIM token expires", str(line.scim_token_ends)
    if line.note:
        yield "note", line.note
    for handoff in line.handoffs:
        yield "hand-off", _handoff(handoff)
    yield "kept in the ledger", _kept(line)


def _handoff(handoff: HandoffEntry) -> str:
    return (
        f"made {format_time(handoff.created_at)}, opened {format_time(handoff.received_at)} by {handoff.received_by}; "
        f"tenant {handoff.tenant_id}, client {handoff.client_id}; {_credential(handoff)}"
    )


def _credential(handoff: HandoffEntry) -> str:
    name, ends = _CREDENTIALS[handoff.credential], handoff.secret_ends_at
    if ends:
        return f"{name} {handoff.secret_key_id} expires {format_time(ends)}"
    return name if handoff.credential else "no client secret"


def _kept(line: LedgerLine) -> str:
    kept = ["the sheet"] if line.has_file else []
    kept += ["the newest hand-off"] if any(one.has_file for one in line.handoffs) else []
    return f"{' and '.join(kept)}, sealed" if kept else "no file (an earlier version issued it)"


def show_import(screen: Screen, report: ImportReport) -> None:
    """Show the counts, then the conflicts, which need a decision."""
    text = f"Imported {report.source} into {report.ledger}."
    print_line(screen.result, symbol_line(screen.result, symbols.GOOD, text))
    print_facts(screen.result, (("sheets", _counts(report.sheets)), ("hand-offs", _counts(report.handoffs))))
    for one in report.conflicts:
        text = f"sheet {one.id} differs between the ledgers ({', '.join(one.fields)}); not imported"
        print_line(screen.result, symbol_line(screen.result, symbols.CAUTION, text, title=one.customer))
    if report.conflicts:
        advice = (
            f"Kept the values of {report.ledger} for {pluralize(len(report.conflicts), 'sheet')}. Compare with "
            "total-onboard value-sheet show SHEET-ID in both ledgers; change a note with value-sheet note."
        )
        print_line(screen.result, next_step(screen.result, advice))


def _counts(counts: Counts) -> str:
    return f"{counts.imported} imported, {counts.completed} completed, {counts.known} known already"
