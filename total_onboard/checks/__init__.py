"""The preflight: one file per check, and the ordered tuple of all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Finding, Outcome
from total_onboard.checks.client_secrets import CLIENT_SECRETS
from total_onboard.checks.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.checks.licence import LICENCE
from total_onboard.checks.scim_end import SCIM_END

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext

CHECKS: Final[tuple[Check, ...]] = (
    LICENCE,
    APPLICATIONS_ROLE,
    GROUPS_ROLE,
    CONSENT_ROLE,
    CLIENT_SECRETS,
    SCIM_END,
)

# Somebody else may consent, later; everything else has to be right before the first write.
LEFT_TO_A_COLLEAGUE: Final = frozenset({CONSENT_ROLE.id})


async def run_checks(context: CheckContext) -> tuple[Finding, ...]:
    """All of them at the same time; the verdict comes after the last."""
    return tuple(await asyncio.gather(*(check.run(context) for check in CHECKS)))


def obstacles(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What stands in the way."""
    return tuple(finding for finding in findings if finding.outcome is Outcome.FAIL)
