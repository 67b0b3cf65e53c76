"""What must be true in the tenant, by resource, and what several share; :data:`SETUP_STEPS` is the program."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps.application import EnterpriseApplication
from total_onboard.steps.assignment import Assignment
from total_onboard.steps.attribute_mapping import AttributeMapping
from total_onboard.steps.client_secret import ClientSecret
from total_onboard.steps.consent import Consent
from total_onboard.steps.groups import Groups
from total_onboard.steps.members import Members
from total_onboard.steps.owner import Owner
from total_onboard.steps.permissions import Permissions
from total_onboard.steps.provisioning_job import ProvisioningJob
from total_onboard.steps.redirect_uris import RedirectUris
from total_onboard.steps.scim_credentials import StoredScimCredentials
from total_onboard.steps.start import Start

SETUP_STEPS: Final[tuple[Step, ...]] = (
    EnterpriseApplication(),
    Owner(),
    RedirectUris(),
    Permissions(),
    Consent(),
    Groups(),
    Members(),
    ClientSecret(),
    Assignment(),
    ProvisioningJob(),
    StoredScimCredentials(),
    AttributeMapping(),
    Start(),
)
