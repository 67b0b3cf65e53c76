"""Moments and numbers as a person reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day(moment: date) -> str:
    """``3 November 2026``."""
    return f"{moment.day} {moment:%B %Y}"


def minute(moment: datetime) -> str:
    """``3 November 2026 at 17:05 UTC``."""
    moment = moment.astimezone(UTC)
    return f"{day(moment)} at {moment:%H:%M} UTC"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 member``, ``2 members``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
