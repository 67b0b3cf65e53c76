"""Schedule of provisioning: the cycles of a job."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.entra.resources.synchronization.requests import SynchronizationJob

INTERVAL: Final = timedelta(minutes=40)
"""Fixed by Microsoft; Graph takes no other."""

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def next_cycle(job: SynchronizationJob, now: datetime) -> datetime | None:
    """Return when: Microsoft says so in quarantine; else forty minutes after the last cycle began. None if unknown."""
    if job.schedule_state != "Active":
        return None
    if job.quarantine_reason:
        return date_or_none(job.next_attempt)
    ended = date_or_none(job.last_cycle.ended) if job.last_cycle else None
    return max(ended + INTERVAL, now) if ended else None


def date_or_none(moment: datetime | None) -> datetime | None:
    """Return None for the year 1, which Graph writes for "never"."""
    return moment if moment and moment > _NEVER else None
