"""``--ics FILE``: expiry dates for a calendar, each with reminders (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_atomically
from total_onboard.core.text.visible_text import shown
from total_onboard.diagnostics.drift.expiries import CRITICAL_DAYS, WARN_DAYS
from total_onboard.diagnostics.drift.status_result import StatusReport
from total_onboard.exchange.ledger.entries import LedgerLine, WaitingFor
from total_onboard.ui.output.tenant_result import TenantResult

if TYPE_CHECKING:
    from icalendar import Alarm, Event


_AFTERWARDS: Final = {
    "client-secret": "After this day, nobody can sign in to TOTAL. Before it, run: total-onboard rotate-secret",
    "certificate": (
        "After this day, nobody can sign in to TOTAL. Before it, ask TOTAL for a value sheet with a new certificate. "
        "Then run: total-onboard rotate-secret --sheet FILE"
    ),
    "scim-token": (
        "After this day, provisioning stops: new users get no account, and users who leave keep access. Ask TOTAL for "
        "a new SCIM token. Then run: total-onboard rotate-secret --scim-token"
    ),
}
"""Consequence and next step, by the id of the expiring item."""
_ROTATE: Final = "After this day, nobody can sign in to TOTAL. The customer must run: total-onboard rotate-secret"
_RENEW: Final = (
    "After this day, nobody can sign in to TOTAL. The customer needs a sheet with a new certificate: total-onboard "
    "value-sheet renew"
)
_SHEET_DAYS: Final = (7, 1)


@dataclass(frozen=True)
class ExpiryEvent:
    """``uid`` is the same every time, so that a newer file moves the event instead of adding one.

    ``days_before`` are the days of its reminders.
    """

    uid: str
    day: date
    summary: str
    description: str
    days_before: tuple[int, ...]


def write_calendar_file(path: Path, ends: Iterable[ExpiryEvent], written_at: datetime | None = None) -> None:
    """Write one event for each. Raises BadValue if the file cannot be written."""
    try:
        write_atomically(path, calendar_content(ends, written_at))
    except OSError as error:
        raise _cannot(path, error) from error


def calendar_content(ends: Iterable[ExpiryEvent], written_at: datetime | None = None) -> bytes:
    """Return a calendar with one event for each."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//TOTAL//total-onboard//EN")
    calendar.add("version", "2.0")
    for end in ends:
        calendar.add_component(_event(end, written_at or datetime.now(UTC)))
    return bytes(calendar.to_ical())


def _cannot(path: Path, error: OSError) -> BadValue:
    message = f"{path} cannot be written: {error.strerror}."
    return BadValue(message, remedy="Choose another file with --ics.")


def _event(end: ExpiryEvent, written_at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", shown(f"{end.uid}@total-onboard".replace(" ", "-").lower()))
    event.add("dtstamp", written_at)
    event.add("dtstart", end.day)
    event.add("summary", shown(end.summary))
    event.add("description", shown(end.description))
    event.add("transp", "TRANSPARENT")
    for days in end.days_before:
        event.add_component(_reminder(end, days))
    return event


def _reminder(end: ExpiryEvent, days: int) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", shown(f"{end.summary} in {days} days" if days > 1 else f"{end.summary} tomorrow"))
    alarm.add("trigger", timedelta(days=-days))
    return alarm


def write_calendar(path: Path, report: StatusReport) -> None:
    """Write one event for each known expiry. Raises BadValue if the file cannot be written."""
    write_calendar_file(path, _expiry_events(report, report.tenant), report.checked_at)


def write_tenants_calendar(path: Path, results: Iterable[TenantResult]) -> None:
    """Write those of many tenants, which can have the same display name. Raises BadValue if it cannot be written."""
    read = [(one.tenant_id or one.tenant, one.status) for one in results if one.status]
    write_calendar_file(path, (event for tenant, report in read for event in _expiry_events(report, tenant)))


def _expiry_events(report: StatusReport, tenant: str) -> Iterator[ExpiryEvent]:
    for one in report.expiries:
        if one.expires_at:
            yield ExpiryEvent(
                f"{one.id}.{report.application}.{tenant}",
                one.expires_at.date(),
                f"{report.application} in {report.tenant}: {one.title} expires",
                _AFTERWARDS[one.id],
                (WARN_DAYS, CRITICAL_DAYS),
            )


def write_ledger_calendar(path: Path, lines: Iterable[LedgerLine]) -> None:
    """Raise BadValue if the file cannot be written."""
    write_calendar_file(path, ledger_events(lines))


def ledger_events(lines: Iterable[LedgerLine]) -> Iterator[ExpiryEvent]:
    """Yield what expires of these sheets."""
    return (end for line in lines for end in _ends(line))


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
            f"{line.customer}: the {'certificate' if line.secret.credential else 'client secret'} expires",
            _RENEW if line.secret.credential else _ROTATE,
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
