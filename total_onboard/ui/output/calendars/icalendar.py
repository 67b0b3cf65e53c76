"""``--ics FILE``: expiry dates for a calendar, each with reminders (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.core.errors import BadValue
from total_onboard.core.paths import write_whole
from total_onboard.core.visible_text import shown

if TYPE_CHECKING:
    from icalendar import Alarm, Event


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
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//TOTAL//total-onboard//EN")
    calendar.add("version", "2.0")
    for end in ends:
        calendar.add_component(_event(end, written_at or datetime.now(UTC)))
    try:
        write_whole(path, calendar.to_ical())
    except OSError as error:
        raise _cannot(path, error) from error


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
