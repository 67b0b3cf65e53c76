"""Findings of ``status`` that are worth a notification: differences, expiry dates, a provisioning that fails, what
couldn't be read.

A finding's key is the same until it changes, so that the same one is sent once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from total_onboard.diagnostics.drift.status_result import (
    Drift,
    Expiry,
    Level,
    Provisioning,
    StatusReport,
    UnavailablePart,
)
from total_onboard.steps import STEPS_BY_ID


class Severity(StrEnum):
    """Urgency; the values are Apprise's kinds of notifications."""

    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """One finding: ``text`` names no person and no object, ``details`` may."""

    key: str
    severity: Severity
    text: str
    details: str


def findings(report: StatusReport, days: int) -> tuple[Finding, ...]:
    """Return what is wrong, and which credentials expire within so many days. Pure."""
    found = [
        *(_difference(one) for one in report.drift),
        *(_expiry(one) for one in report.expiries if _is_near(one, days)),
        *(_provisioning(report.provisioning) if report.provisioning else ()),
        *(_unread(one) for one in report.unavailable),
    ]
    return tuple({one.key: one for one in found}.values())


def _difference(one: Drift) -> Finding:
    key = _key("difference", one.step, one.resource, one.kind, one.found, one.expected, one.sentence)
    text = f"{one.title}: {one.kind.value}"
    return Finding(key, Severity.WARNING, text, f"{one.title}: {one.sentence}")


def _is_near(one: Expiry, days: int) -> bool:
    return one.days_left is not None and one.days_left <= days


def _expiry(one: Expiry) -> Finding:
    """Build a finding whose key changes with the level, so that it is sent again when it becomes urgent."""
    urgent = one.level in (Level.CRITICAL, Level.EXPIRED)
    when = f"expires on {one.expires_at:%Y-%m-%d}" if one.expires_at else "expires"
    what = f"{one.title}: expired" if one.level is Level.EXPIRED else f"{one.title}: {when}"
    key = _key("expiry", one.id, one.expires_at, one.level)
    return Finding(key, Severity.FAILURE if urgent else Severity.WARNING, what, f"{what}. {one.remedy}".strip())


def _provisioning(one: Provisioning) -> Iterator[Finding]:
    if diagnosis := one.quarantine:
        key = _key("quarantine", diagnosis.id, diagnosis.reason, diagnosis.since)
        text = f"Provisioning: in quarantine ({diagnosis.reason})"
        yield Finding(key, Severity.FAILURE, text, f"{text}. {diagnosis.cause} {diagnosis.remedy}")
    elif one.last_cycle and one.last_cycle.remedy:
        key = _key("cycle", one.last_cycle.outcome, one.last_cycle.failing)
        text = f"Provisioning: the last cycle failed for {one.last_cycle.failing} entries"
        yield Finding(key, Severity.FAILURE, text, f"{text}. {one.last_cycle.remedy}")


def _unread(one: UnavailablePart) -> Finding:
    """Build a finding of the step's title, because ``what`` may name a group; its key ignores the reason."""
    title = STEPS_BY_ID[one.step].title if one.step in STEPS_BY_ID else "Part of the tenant"
    details = f"{one.what}: not read. {one.why} {one.remedy}"
    return Finding(_key("unread", one.step, one.what), Severity.WARNING, f"{title}: not read", details)


def _key(*parts: object) -> str:
    """Return a digest, because the parts may name people."""
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]
