"""The provisioning job runs, and is not in quarantine."""

from __future__ import annotations

from typing import Final

from total_onboard.core.text.formatting import format_time
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.steps.provisioning.quarantine import is_quarantined, next_attempt_text
from total_onboard.steps.provisioning.quarantine_reasons import quarantine_reason_for
from total_onboard.steps.provisioning.schedule import date_or_none

_ENDED: Final = {
    "Succeeded": " without a failure",
    "Failed": " without success, before the values were replaced",
    "EntryLevelErrors": (
        ", but some people or groups failed and are tried again: the application's "
        "provisioning logs in the Microsoft Entra admin center name them and the reasons"
    ),
}


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Check the job's schedule, its state, and that its last cycle completed.

    A job that has not run yet is healthy, because the first cycle takes its time, and so are failures of single people,
    which are reported.
    """
    job = context.state.observed.job
    if job is None:
        return inconclusive("There is no provisioning job", context.line("setup"))
    if is_quarantined(context.state):
        return failed(_quarantine(job), context.line("status"))
    if job.schedule_state != "Active":
        return failed(f"Provisioning is not running ({job.schedule_state})", context.line("status --repair"))
    if _failed(context.state, job):
        return failed(_failure(job), context.line("status"))
    return succeeded(f"Provisioning is running, every 40 minutes{_last_cycle(job)}")


def _quarantine(job: SynchronizationJob) -> str:
    why = quarantine_reason_for(job)
    assert why is not None
    evidence = f"{why.evidence_of(job)}{next_attempt_text(job)}"
    return f"Provisioning is in quarantine ({job.quarantine_reason}). {why.cause} {evidence}"


def _failed(state: RunState, job: SynchronizationJob) -> bool:
    """Return whether the last cycle failed as a whole; a failure before this run renewed its values doesn't count."""
    renewed = state.effects.credentials_are_new or state.effects.restarted
    return job.last_cycle is not None and job.last_cycle.state == "Failed" and not renewed


def _failure(job: SynchronizationJob) -> str:
    cycle = job.last_cycle
    assert cycle is not None
    when = f", on {format_time(ended)}" if (ended := date_or_none(cycle.ended)) else ""
    reason = f". Microsoft said: {cycle.error_message}" if cycle.error_message else ""
    return f"The last cycle of provisioning failed as a whole{when}{reason}"


def _last_cycle(job: SynchronizationJob) -> str:
    cycle = job.last_cycle
    ended = date_or_none(cycle.ended) if cycle else None
    if cycle is None or ended is None:
        return "; the first cycle is still to come"
    return f"; the last cycle ended on {format_time(ended)}{_ENDED.get(cycle.state, f' ({cycle.state})')}"


JOB: Final = Verification(
    id="job",
    title="Provisioning is running",
    verify=verify,
    needs=frozenset({StepId.PROVISIONING_JOB, StepId.START}),
    reads=frozenset({StepId.PROVISIONING_JOB}),
)
