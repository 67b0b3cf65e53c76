"""Steps of a setup, by resource, and their common parts; :data:`SETUP_STEPS` is their order."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.assignment.assignment import Assignment
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.consent.consent import Consent
from total_onboard.steps.consent.required_permissions import Permissions
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.groups.members import Members
from total_onboard.steps.notification_emails.notification_emails import NotificationEmails
from total_onboard.steps.owner import Owner
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.job import ProvisioningJob
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
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
    Assignment(),
    ProvisioningJob(),
    StoreScimCredentials(),
    AttributeMapping(),
    StartProvisioning(),
)

REPAIR_STEPS: Final[tuple[Step, ...]] = (*SETUP_STEPS, ExitQuarantine())
"""The steps of setup, and the one that only ``status --repair`` does."""
