"""Steps of a teardown, by resource, and their common parts; :data:`TEARDOWN_STEPS` is their order."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps.application.delete import DeleteApplication
from total_onboard.steps.application.purge import PurgeApplication
from total_onboard.steps.application.remove_own_additions import RemoveAdditions
from total_onboard.steps.assignment.remove import RemoveAssignment
from total_onboard.steps.consent.revoke import RevokeConsent
from total_onboard.steps.groups.delete import DeleteGroups
from total_onboard.steps.groups.purge import PurgeGroups
from total_onboard.steps.notification_emails.remove import RemoveNotificationEmails
from total_onboard.steps.provisioning.erase_scim_credentials import EraseScimCredentials
from total_onboard.steps.provisioning.stop_job import StopProvisioning

TEARDOWN_STEPS: Final[tuple[Step, ...]] = (
    StopProvisioning(),
    EraseScimCredentials(),
    RemoveAssignment(),
    RevokeConsent(),
    RemoveAdditions(),
    RemoveNotificationEmails(),
    DeleteApplication(),
    DeleteGroups(),
    PurgeApplication(),
    PurgeGroups(),
)


def chosen_steps(*, groups: bool, purge: bool) -> frozenset[str]:
    """Return all steps except the optional ones: groups are deleted, and objects purged, only on request."""
    left = set()
    if not groups:
        left |= {DeleteGroups.id, PurgeGroups.id}
    if not purge:
        left |= {PurgeApplication.id, PurgeGroups.id}
    return frozenset(step.id for step in TEARDOWN_STEPS) - left
