"""Expiry of a sheet, as a representative types it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from total_onboard.core.errors import BadValue

_DAYS: Final = re.compile(r"(\d{1,4})d")


def expiry(text: str, now: datetime | None = None) -> datetime:
    """Return the end of a day such as 2026-12-31, or of so many days from now, such as 14d. Raises BadValue."""
    days = _DAYS.fullmatch(text.strip())
    if days:
        return (now or datetime.now(UTC)).replace(microsecond=0) + timedelta(days=int(days[1]))
    try:
        return datetime.combine(date.fromisoformat(text.strip()), time(23, 59, 59), UTC)
    except ValueError:
        raise BadValue(
            f"{text!r} isn't an expiry date.", remedy="Give a date such as 2026-12-31, or a number of days such as 14d."
        ) from None
