"""The preflight: one file per check, and the ordered tuple of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.endpoints.redirect_uri import REDIRECT_URI
from total_onboard.diagnostics.preflight.endpoints.scim_endpoint import SCIM_END
from total_onboard.diagnostics.preflight.endpoints.scim_removal import SCIM_REMOVAL
from total_onboard.diagnostics.preflight.machine.clock_skew import CLOCK
from total_onboard.diagnostics.preflight.machine.state_dir import STATE_FOLDER
from total_onboard.diagnostics.preflight.machine.tls_inspection import TLS
from total_onboard.diagnostics.preflight.machine.tool_and_libraries import TOOL
from total_onboard.diagnostics.preflight.roles.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.diagnostics.preflight.roles.who_can_consent import CONSENT_POLICY
from total_onboard.diagnostics.preflight.tenant.admin_group import ADMIN_GROUP
from total_onboard.diagnostics.preflight.tenant.app_registration import APP_REGISTRATION
from total_onboard.diagnostics.preflight.tenant.client_secret_policy import CLIENT_SECRETS
from total_onboard.diagnostics.preflight.tenant.directory_quota import DIRECTORY_QUOTA
from total_onboard.diagnostics.preflight.tenant.license import LICENCE
from total_onboard.diagnostics.preflight.tenant.mfa_enforcement import SECURITY_DEFAULTS
from total_onboard.diagnostics.preflight.tenant.name_conflicts import NAME_CLASHES
from total_onboard.diagnostics.preflight.tenant.named_admins import FUTURE_ADMINS
from total_onboard.diagnostics.preflight.tenant.recycle_bin import LEFTOVERS
from total_onboard.diagnostics.preflight.tenant.tenant_kind_and_cloud import CLOUD
from total_onboard.diagnostics.preflight.tenant.tool_sign_in_policies import CONDITIONAL_ACCESS

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
"""Checks of what a plan does not observe."""


async def run_checks(
    context: CheckContext, checks: Sequence[Check] = CHECKS, accepted: frozenset[str] = frozenset()
) -> tuple[CheckResult, ...]:
    """Run all checks concurrently, except those in the snapshot; the verdict comes after the last.

    What fails and is ``accepted``, by the check's id, is left as a warning.
    """
    seen = {finding.id: finding for finding in context.snapshot.outside}
    new = await asyncio.gather(*(check.run(context) for check in checks if check.id not in seen))
    by_id = seen | {finding.id: finding for finding in new}
    found = [by_id[check.id] for check in checks]
    return tuple(finding.accepted() if finding.id in accepted else finding for finding in found)


def obstacles(findings: tuple[CheckResult, ...], steps: frozenset[str] | None = None) -> tuple[CheckResult, ...]:
    """Return the failures that block a whole setup or these steps."""
    of_these = {check.id for check in CHECKS if steps is None or check.steps & steps}
    return tuple(found for found in findings if found.outcome is CheckStatus.FAIL and found.id in of_these)


def check_accepted_ids(ids: Collection[str]) -> None:
    """Raise BadValue for an id that no check has."""
    known = [check.id for check in CHECKS]
    if unknown := sorted(set(ids) - set(known)):
        near = did_you_mean(unknown[0], known)
        raise BadValue(f"There is no check {unknown[0]!r}.", remedy=f"{near}Choose among: {', '.join(known)}.")
