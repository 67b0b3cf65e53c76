"""Quarantine: a job that failed as a whole, and that Microsoft tries again only once a day, for four weeks.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.in_words import minute
from total_onboard.steps.cycles import real

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.synchronization import SynchronizationJob

_CREDENTIALS: Final = "EncounteredQuarantineException"
LEAVES_QUARANTINE: Final = "Full"
"""The reset scope with which a job is restarted after new credentials."""


def is_quarantined(picture: Picture) -> bool:
    """For whatever reason; a job that this run restarted shows it a while longer."""
    return picture.job is not None and picture.job.quarantine_reason is not None and not picture.restarted


def needs_credentials(picture: Picture) -> bool:
    """Whether the address or the token is what the job failed at."""
    failed = picture.job is not None and picture.job.quarantine_reason == _CREDENTIALS
    return failed and is_quarantined(picture) and not picture.credentials_are_new


def can_leave(wanted: DesiredState, picture: Picture) -> bool:
    """Whether this run has what it takes: after new credentials a restart is all that is missing."""
    failed = picture.job is not None and picture.job.quarantine_reason == _CREDENTIALS
    return failed and is_quarantined(picture) and (wanted.scim is not None or picture.credentials_are_new)


def what_happened(picture: Picture) -> str:
    """The job's state in one sentence."""
    job = picture.the_job
    said = f" Microsoft said: {job.quarantine_message}" if job.quarantine_message else ""
    return f"Provisioning is in quarantine ({job.quarantine_reason}).{said}{tried_again(job)}"


def tried_again(job: SynchronizationJob) -> str:
    """When, as one more sentence; empty where Microsoft does not say."""
    moment = real(job.next_attempt)
    return f" It is tried again on {minute(moment)}." if moment else ""
