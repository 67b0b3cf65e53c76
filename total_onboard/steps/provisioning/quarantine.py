"""Quarantine: a job that failed as a whole, and that Microsoft tries again only once a day, for four weeks.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.core.formatting import minute
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.steps.provisioning.quarantine_reasons import explained
from total_onboard.steps.provisioning.schedule import real

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.synchronization import SynchronizationJob

_CREDENTIALS: Final = "EncounteredQuarantineException"
LEAVES_QUARANTINE: Final = "Full"
"""The reset scope with which a job is restarted after new credentials."""


def is_quarantined(picture: Picture) -> bool:
    """For whatever reason; a job that this run restarted shows it a while longer."""
    return picture.job is not None and picture.job.quarantine_reason is not None and not picture.restarted


def needs_credentials(picture: Picture) -> bool:
    """Whether the address or the token is what the job failed at."""
    why = explained(picture.job) if picture.job and is_quarantined(picture) else None
    return why is not None and why.credentials and not picture.credentials_are_new


def can_leave(wanted: DesiredState, picture: Picture) -> bool:
    """Whether this run has what it takes: after new credentials a restart is all that is missing.

    What was no matter of the credentials ends with them only where they are others than those it happened with.
    """
    failed = picture.job is not None and picture.job.quarantine_reason == _CREDENTIALS
    if not (failed and is_quarantined(picture)):
        return False
    if picture.credentials_are_new or wanted.scim is None:
        return picture.credentials_are_new
    return needs_credentials(picture) or wanted.store_scim_anyway or others_are_given(wanted, picture)


def others_are_given(wanted: DesiredState, picture: Picture) -> bool:
    """Whether the address or the token is known to be another than the one that was stored from here."""
    known = picture.stored_scim
    return wanted.scim is not None and bool(known) and not is_of(known, wanted.scim)


def what_happened(picture: Picture) -> str:
    """The job's state in one sentence."""
    job = picture.the_job
    said = f" Microsoft said: {job.quarantine_message}" if job.quarantine_message else ""
    return f"Provisioning is in quarantine ({job.quarantine_reason}).{said}{tried_again(job)}"


def tried_again(job: SynchronizationJob) -> str:
    """When, as one more sentence; empty where Microsoft does not say."""
    moment = real(job.next_attempt)
    return f" It is tried again on {minute(moment)}." if moment else ""
