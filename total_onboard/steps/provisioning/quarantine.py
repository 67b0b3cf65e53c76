"""Quarantine: a job that failed as a whole, and that Microsoft tries again only once a day, for four weeks.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
"""

from __future__ import annotations

from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_time
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.steps.provisioning.quarantine_reasons import quarantine_reason_for
from total_onboard.steps.provisioning.schedule import date_or_none

_CREDENTIALS: Final = "EncounteredQuarantineException"
LEAVES_QUARANTINE: Final = "Full"
"""The reset scope with which a job is restarted after new credentials."""


def is_quarantined(state: RunState) -> bool:
    """Return whether it is quarantined for any reason; a job that this run restarted shows it a while longer."""
    return (
        state.observed.job is not None
        and state.observed.job.quarantine_reason is not None
        and not state.effects.restarted
    )


def needs_credentials(state: RunState) -> bool:
    """Return whether the address or the token is what the job failed at."""
    why = quarantine_reason_for(state.observed.job) if state.observed.job and is_quarantined(state) else None
    return why is not None and why.credentials and not state.effects.credentials_are_new


def can_exit_quarantine(desired: DesiredState, state: RunState) -> bool:
    """Return whether this run has what it takes: after new credentials a restart is all that is missing.

    What was no matter of the credentials ends with them only if they are others than those it happened with.
    """
    failed = state.observed.job is not None and state.observed.job.quarantine_reason == _CREDENTIALS
    if not (failed and is_quarantined(state)):
        return False
    if state.effects.credentials_are_new or desired.scim is None:
        return state.effects.credentials_are_new
    return needs_credentials(state) or state.choices.store_scim_anyway or has_other_credentials(desired, state)


def has_other_credentials(desired: DesiredState, state: RunState) -> bool:
    """Return whether the address or the token is known to be another than the one that was stored from here."""
    known = state.history.stored_scim
    return desired.scim is not None and bool(known) and not is_of(known, desired.scim)


def quarantine_summary(state: RunState) -> str:
    """Return the job's state in one sentence."""
    job = state.observed.the_job
    quoted = f" Microsoft said: {job.quarantine_message}" if job.quarantine_message else ""
    return f"Provisioning is in quarantine ({job.quarantine_reason}).{quoted}{next_attempt_text(job)}"


def next_attempt_text(job: SynchronizationJob) -> str:
    """Return when, as one more sentence; empty if Microsoft does not say."""
    moment = date_or_none(job.next_attempt)
    return f" Microsoft tries again on {format_time(moment)}." if moment else ""
