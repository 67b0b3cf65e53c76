"""``status --ics FILE``: the expiry dates that ``status`` found, for the admin's calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from total_onboard.diagnostics.drift.expiries import CRITICAL_DAYS, WARN_DAYS
from total_onboard.diagnostics.drift.model import StatusReport
from total_onboard.ui.output.calendars.icalendar import ExpiryEvent, write_calendar_file

_AFTERWARDS: Final = {
    "client-secret": "After this day, nobody can sign in to TOTAL. Before it, run: total-onboard rotate-secret",
    "scim-token": (
        "After this day, provisioning stops: new users get no account, and users who leave keep access. Ask TOTAL for "
        "a new SCIM token. Then run: total-onboard rotate-secret --scim-token"
    ),
}
"""Consequence and next step, by the id of the expiring item."""


def write_calendar(path: Path, report: StatusReport) -> None:
    """Write one event for each known expiry. Raises BadValue if the file cannot be written."""
    expiring = (
        ExpiryEvent(
            f"{one.id}.{report.application}.{report.tenant}",
            one.expires_at.date(),
            f"{report.application} in {report.tenant}: {one.title} expires",
            _AFTERWARDS[one.id],
            (WARN_DAYS, CRITICAL_DAYS),
        )
        for one in report.expiries
        if one.expires_at
    )
    write_calendar_file(path, expiring, report.checked_at)
