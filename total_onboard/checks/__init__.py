"""The preflight: one file per check, and the ordered tuple of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.checks.admin_group import ADMIN_GROUP
from total_onboard.checks.app_registration import APP_REGISTRATION
from total_onboard.checks.check import Check, Finding, Outcome
from total_onboard.checks.client_secrets import CLIENT_SECRETS
from total_onboard.checks.clock import CLOCK
from total_onboard.checks.cloud import CLOUD
from total_onboard.checks.conditional_access import CONDITIONAL_ACCESS
from total_onboard.checks.consent_policy import CONSENT_POLICY
from total_onboard.checks.directory_quota import DIRECTORY_QUOTA
from total_onboard.checks.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.checks.future_admins import FUTURE_ADMINS
from total_onboard.checks.leftovers import LEFTOVERS
from total_onboard.checks.licence import LICENCE
from total_onboard.checks.name_clashes import NAME_CLASHES
from total_onboard.checks.redirect_uri import REDIRECT_URI
from total_onboard.checks.scim_end import SCIM_END
from total_onboard.checks.scim_removal import SCIM_REMOVAL
from total_onboard.checks.security_defaults import SECURITY_DEFAULTS
from total_onboard.checks.state_folder import STATE_FOLDER
from total_onboard.checks.tls import TLS
from total_onboard.checks.tool import TOOL

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext

CHECKS: Final[tuple[Check, ...]] = (
    CLOUD,
    LICENCE,
    APPLICATIONS_ROLE,
    GROUPS_ROLE,
    CONSENT_ROLE,
    CONSENT_POLICY,
    CLIENT_SECRETS,
    APP_REGISTRATION,
    CONDITIONAL_ACCESS,
    SECURITY_DEFAULTS,
    NAME_CLASHES,
    LEFTOVERS,
    ADMIN_GROUP,
    FUTURE_ADMINS,
    DIRECTORY_QUOTA,
    SCIM_END,
    SCIM_REMOVAL,
    REDIRECT_URI,
    CLOCK,
    TLS,
    TOOL,
    STATE_FOLDER,
)

CHECKS_OF_SETUP: Final = (LICENCE, APPLICATIONS_ROLE, GROUPS_ROLE, CONSENT_ROLE, CLIENT_SECRETS, SCIM_END)
"""What a plan does not find out by itself, by looking at what is there."""


async def run_checks(
    context: CheckContext, checks: Sequence[Check] = CHECKS, accepted: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """All of them at the same time, but those that the survey brought along; the verdict comes after the last.

    What fails and is ``accepted``, by the check's id, is left as a warning.
    """
    seen = {finding.id: finding for finding in context.survey.outside}
    new = await asyncio.gather(*(check.run(context) for check in checks if check.id not in seen))
    by_id = seen | {finding.id: finding for finding in new}
    found = [by_id[check.id] for check in checks]
    return tuple(finding.accepted() if finding.id in accepted else finding for finding in found)


def obstacles(findings: tuple[Finding, ...], steps: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """What stands in the way, of a whole set-up or of these steps."""
    of_these = {check.id for check in CHECKS if steps is None or check.steps & steps}
    return tuple(found for found in findings if found.outcome is Outcome.FAIL and found.id in of_these)
