"""The IDs of all steps, as they appear in options, the journal and JSON."""

from __future__ import annotations

from enum import StrEnum
from itertools import takewhile
from typing import Final


class StepId(StrEnum):
    """The steps of setup, then those of other commands that have no setup step of the same ID."""

    APPLICATION = "application"
    OWNER = "owner"
    REDIRECT_URIS = "redirect-uris"
    NOTIFICATION_EMAILS = "notification-emails"
    PERMISSIONS = "permissions"
    CONSENT = "consent"
    GROUPS = "groups"
    MEMBERS = "members"
    CLIENT_SECRET = "client-secret"  # noqa: S105
    CERTIFICATE = "certificate"
    FEDERATED_CREDENTIAL = "federated-credential"
    ASSIGNMENT = "assignment"
    PROVISIONING_JOB = "provisioning-job"
    SCIM_CREDENTIALS = "scim-credentials"
    ATTRIBUTE_MAPPING = "attribute-mapping"
    START = "start"

    STOP_PROVISIONING = "stop-provisioning"
    ADDITIONS = "additions"
    PURGE_APPLICATION = "purge-application"
    PURGE_GROUPS = "purge-groups"

    QUARANTINE = "quarantine"
    OLD_SECRETS = "old-secrets"
    OLD_CREDENTIALS = "old-credentials"

    MONITOR_APPLICATION = "monitor-application"
    MONITOR_TRUST = "monitor-trust"
    MONITOR_CONSENT = "monitor-consent"


SETUP_STEP_IDS: Final = tuple(takewhile(lambda one: one is not StepId.STOP_PROVISIONING, StepId))
"""The steps of setup, in the order in which people read them."""
