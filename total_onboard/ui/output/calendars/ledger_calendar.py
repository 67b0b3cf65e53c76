"""Expiry dates of sheets, client secrets and SCIM tokens, for the representative's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from total_onboard.diagnostics.drift.expiries import CRITICAL_DAYS, WARN_DAYS
from total_onboard.exchange.ledger.models import LedgerLine, WaitingFor
from total_onboard.ui.output.calendars.icalendar import ExpiryEvent, write_calendar_file

_SHEET_DAYS: Final = (7, 1)


def write_ledger_calendar(path: Path, lines: Iterable[LedgerLine]) -> None:
    """Raise BadValue if the file cannot be written."""
    write_calendar_file(path, (end for line in lines for end in _ends(line)))


def _ends(line: LedgerLine) -> Iterator[ExpiryEvent]:
    """Yield a sheet's expiry only while it is unanswered, and nothing once it is marked as done."""
    if line.done_at:
        return
    if line.waiting is WaitingFor.CUSTOMER:
        day, remedy = (
            line.expires_at.date(),
            "No hand-off has arrived. To create a new sheet, run: total-onboard value-sheet create",
        )
        yield ExpiryEvent(f"sheet.{line.id}", day, f"{line.customer}: the value sheet expires", remedy, _SHEET_DAYS)
    if line.secret and line.secret.secret_ends_at:
        yield ExpiryEvent(
            f"secret.{line.secret.secret_key_id}.{line.secret.tenant_id}",
            line.secret.secret_ends_at.date(),
            f"{line.customer}: the client secret expires",
            "After this day, nobody can sign in to TOTAL. The customer must run: total-onboard rotate-secret",
            (WARN_DAYS, CRITICAL_DAYS),
        )
    if line.scim_token_ends and not (line.replaced_by or line.withdrawn_at):
        yield ExpiryEvent(
            f"scim-token.{line.id}",
            line.scim_token_ends,
            f"{line.customer}: the SCIM token expires",
            "After this day, provisioning stops. The customer needs a value sheet with a new SCIM token.",
            (WARN_DAYS, CRITICAL_DAYS),
        )
