"""The schedule of a job: a cycle immediately on start, then one every forty minutes of the service's time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from total_onboard.sandbox.provisioning.cycle import run_cycle
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.quarantine import Reason, pause_after, quarantined
from total_onboard.sandbox.provisioning.service import SynchronizationService

INTERVAL: Final = timedelta(minutes=40)
FIRST_CYCLE_AFTER: Final = timedelta(minutes=2)
_TICK: Final = 0.05
"""Real seconds between two looks at the clock, which may leap."""


def start(service: SynchronizationService, job: Job) -> None:
    """Let the job run on its schedule; nothing happens to one that does. Must be called in a running event loop."""
    if job.state == "Active":
        return
    clock = service.store.clock
    job.state = "Active"
    delay = job.quarantine.next_attempt - clock.now() if job.quarantine else FIRST_CYCLE_AFTER
    job.next_run_at = clock.real() + clock.real_seconds(delay.total_seconds())
    running = service.tasks.get(job.id)
    if running is None or running.done():
        service.tasks[job.id] = asyncio.create_task(_keep_running(service, job))


def is_cycle_due_or_running(service: SynchronizationService) -> bool:
    """Return whether a cycle of a running job is due, or runs."""
    now = service.store.clock.real()
    jobs = (job for jobs in service.jobs.values() for job in jobs.values())
    return any(job.state == "Active" and not now < job.next_run_at < float("inf") for job in jobs)


def pause(job: Job) -> None:
    """Start no further cycle; one that runs is let finish."""
    job.state = "Paused"


def put_into_quarantine(service: SynchronizationService, job: Job, reason: Reason, message: str) -> None:
    """Quarantine a job like a cycle that fails as a whole, for reasons that no simulated cycle runs into."""
    clock = service.store.clock
    job.quarantine = quarantined(job.quarantine, reason, message, clock.now())
    job.failures_in_a_row = job.quarantine.attempts
    job.next_run_at = clock.real() + clock.real_seconds(_pause(job).total_seconds())


async def _keep_running(service: SynchronizationService, job: Job) -> None:
    clock = service.store.clock
    while job.state == "Active" and job.id in service.jobs[job.service_principal_id]:
        if clock.real() >= job.next_run_at and not service.holds_cycles:
            job.next_run_at = float("inf")
            async with job.at_work:
                await run_cycle(service, job)
            if job.next_run_at == float("inf"):
                job.next_run_at = clock.real() + clock.real_seconds(_pause(job).total_seconds())
        await asyncio.sleep(_TICK)


def _pause(job: Job) -> timedelta:
    """Return the pause, which is longer in quarantine."""
    return max(INTERVAL, pause_after(job.quarantine.attempts)) if job.quarantine else INTERVAL
