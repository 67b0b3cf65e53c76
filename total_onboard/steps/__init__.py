"""Steps by resource, and their common parts; the tuples here are their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.application.delete import DeleteApplication
from total_onboard.steps.application.purge import PurgeApplication
from total_onboard.steps.application.remove_own_additions import RemoveAdditions
from total_onboard.steps.assignment.assignment import Assignment
from total_onboard.steps.assignment.remove import RemoveAssignment
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.consent.consent import Consent
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.consent.revoke import RevokeConsent
from total_onboard.steps.credentials.certificate import RegisterCertificate
from total_onboard.steps.credentials.federated import TrustIssuer
from total_onboard.steps.credentials.remove import RemoveCertificates, RemoveTrusts
from total_onboard.steps.credentials.remove_old import RemoveOldCredentials
from total_onboard.steps.groups.delete import DeleteGroups
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.groups.members import Members
from total_onboard.steps.groups.purge import PurgeGroups
from total_onboard.steps.monitor.application import MonitorApplication
from total_onboard.steps.monitor.consent import MonitorConsent
from total_onboard.steps.monitor.delete import DeleteMonitor
from total_onboard.steps.monitor.trust import MonitorTrust
from total_onboard.steps.notification_emails.notification_emails import NotificationEmails
from total_onboard.steps.notification_emails.remove import RemoveNotificationEmails
from total_onboard.steps.owner import Owner
from total_onboard.steps.provisioning.erase_scim_credentials import EraseScimCredentials
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.job import ProvisioningJob
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.steps.provisioning.stop_job import StopProvisioning
from total_onboard.steps.redirect_uris import RedirectUris

SETUP_STEPS: Final[tuple[Step, ...]] = (
    EnterpriseApplication(),
    Owner(),
    RedirectUris(),
    NotificationEmails(),
    Permissions(),
    Consent(),
    Groups(),
    Members(),
    ClientSecret(),
    RegisterCertificate(),
    TrustIssuer(),
    Assignment(),
    ProvisioningJob(),
    StoreScimCredentials(),
    AttributeMapping(),
    StartProvisioning(),
)

REPAIR_STEPS: Final[tuple[Step, ...]] = (*SETUP_STEPS, ExitQuarantine())
"""The steps of setup, and the one that only ``status --repair`` does."""

TEARDOWN_STEPS: Final[tuple[Step, ...]] = (
    StopProvisioning(),
    EraseScimCredentials(),
    RemoveAssignment(),
    RevokeConsent(),
    RemoveAdditions(),
    RemoveNotificationEmails(),
    RemoveCertificates(),
    RemoveTrusts(),
    DeleteApplication(),
    DeleteGroups(),
    DeleteMonitor(),
    PurgeApplication(),
    PurgeGroups(),
)

MONITOR_STEPS: Final[tuple[Step, ...]] = (MonitorApplication(), MonitorTrust(), MonitorConsent())
"""The steps of ``monitor enable``."""

STEPS_BY_ID: Final[Mapping[str, Step]] = {
    step.id: step
    for step in (*TEARDOWN_STEPS, RemoveOldSecrets(), RemoveOldCredentials(), *MONITOR_STEPS, *REPAIR_STEPS)
}
"""The steps of all commands; where a step of teardown has the ID of one of setup, the latter."""


def chosen_teardown_steps(*, groups: bool, purge: bool) -> frozenset[str]:
    """Return all steps but the optional ones: groups are deleted, and objects purged, only on request."""
    left = set()
    if not groups:
        left |= {DeleteGroups.id, PurgeGroups.id}
    if not purge:
        left |= {PurgeApplication.id, PurgeGroups.id}
    return frozenset(step.id for step in TEARDOWN_STEPS) - left
