"""Details of sheets in the ledger: who issued them, what came back, which files it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from total_onboard.core.formatting import format_time
from total_onboard.exchange.ledger.models import HandoffEntry, LedgerLine
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_facts, print_line, symbol_line
from total_onboard.ui.views.ledger import state_of


def show_details(screen: Screen, lines: Sequence[LedgerLine]) -> None:
    """Show a block for each sheet."""
    for line in lines:
        mark, text = state_of(line)
        print_line(screen.result, symbol_line(screen.result, mark, text, title=line.customer))
        print_facts(screen.result, _facts(line))
        screen.result.print()


def _facts(line: LedgerLine) -> Iterator[tuple[str, str]]:
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
    ends = handoff.secret_ends_at
    secret = f"client secret {handoff.secret_key_id} expires {format_time(ends)}" if ends else "no client secret"
    return (
        f"made {format_time(handoff.created_at)}, opened {format_time(handoff.received_at)} by {handoff.received_by}; "
        f"tenant {handoff.tenant_id}, client {handoff.client_id}; {secret}"
    )


def _kept(line: LedgerLine) -> str:
    kept = ["the sheet"] if line.has_file else []
    kept += ["the newest hand-off"] if any(one.has_file for one in line.handoffs) else []
    return f"{' and '.join(kept)}, sealed" if kept else "no file (an earlier version issued it)"
