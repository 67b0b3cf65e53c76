"""``--ics FILE``: the ends of what ends, for a calendar, each with a reminder when it is time (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.errors import BadValue
from total_onboard.status.expiries import CRITICAL_DAYS, WARN_DAYS

if TYPE_CHECKING:
    from icalendar import Alarm, Event

    from total_onboard.status.report import Expiry, StatusReport


def write_calendar(path: Path, report: StatusReport) -> None:
    """One event for each known end. Raises BadValue where the file cannot be written."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//TOTAL//total-onboard//EN")
    calendar.add("version", "2.0")
    for one in report.expiries:
        if one.ends_at:
            calendar.add_component(_event(one, report))
    try:
        path.write_bytes(calendar.to_ical())
    except OSError as error:
        raise BadValue(
            f"{path} cannot be written: {error.strerror}.", remedy="Choose another file with --ics."
        ) from error


def _event(expiry: Expiry, report: StatusReport) -> Event:
    """On the day of the end; with the same id every time, so that a newer file moves it instead of adding one."""
    from icalendar import Event

    assert expiry.ends_at is not None
    event = Event()
    event.add("uid", f"{expiry.id}.{report.application}.{report.tenant}@total-onboard".replace(" ", "-").lower())
    event.add("dtstamp", report.checked_at)
    event.add("dtstart", expiry.ends_at.date())
    event.add("summary", f"{report.application} in {report.tenant}: the {expiry.title} ends")
    event.add("description", "After this day nobody can sign in or be provisioned. total-onboard rotate-secret")
    event.add("transp", "TRANSPARENT")
    for days in (WARN_DAYS, CRITICAL_DAYS):
        event.add_component(_reminder(days, expiry.title))
    return event


def _reminder(days: int, title: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{title}: {days} days left")
    alarm.add("trigger", timedelta(days=-days))
    return alarm
