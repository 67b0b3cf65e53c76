"""One verdict about a tenant, for the exit status, the screen and the report."""

from __future__ import annotations

from enum import Enum, auto

from total_onboard.diagnostics.drift.model import StatusReport


class StatusVerdict(Enum):
    """Verdict of ``status``."""

    DIFFERS = auto()
    IN_DANGER = auto()
    UNAVAILABLE = auto()
    BLOCKED = auto()
    WELL = auto()


def verdict_of(report: StatusReport) -> StatusVerdict:
    """Return the gravest verdict that applies; what could not be read never counts as good."""
    if report.drift:
        return StatusVerdict.DIFFERS
    if report.is_in_danger:
        return StatusVerdict.IN_DANGER
    if report.unavailable:
        return StatusVerdict.UNAVAILABLE
    return StatusVerdict.BLOCKED if report.blocked else StatusVerdict.WELL
