"""Moments and numbers as a person reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime


def format_date(moment: date) -> str:
    """``3 November 2026``."""
    return f"{moment.day} {moment:%B %Y}"


def format_time(moment: datetime) -> str:
    """``3 November 2026 at 17:05 UTC``."""
    moment = moment.astimezone(UTC)
    return f"{format_date(moment)} at {moment:%H:%M} UTC"


def pluralize(number: int, one: str, many: str = "") -> str:
    """``1 member``, ``2 members``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def format_duration(seconds: float) -> str:
    """``42 s``, ``8 min``, ``2 min 5 s``, ``1 h 10 min``."""
    whole = max(int(seconds + 0.5), 0)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = ((hours, "h"), (minutes, "min"), (0 if hours else rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
