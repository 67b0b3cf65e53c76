"""The preflight: one file per check, and the ordered tuple of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Finding, Outcome
from total_onboard.checks.client_secrets import CLIENT_SECRETS
from total_onboard.checks.clock import CLOCK
from total_onboard.checks.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.checks.licence import LICENCE
from total_onboard.checks.name_clashes import NAME_CLASHES
from total_onboard.checks.redirect_uri import REDIRECT_URI
from total_onboard.checks.scim_end import SCIM_END
from total_onboard.checks.state_folder import STATE_FOLDER
from total_onboard.checks.tls import TLS
from total_onboard.checks.tool import TOOL

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext

CHECKS: Final[tuple[Check, ...]] = (
    LICENCE,
    APPLICATIONS_ROLE,
    GROUPS_ROLE,
    CONSENT_ROLE,
    CLIENT_SECRETS,
    NAME_CLASHES,
    SCIM_END,
    REDIRECT_URI,
    CLOCK,
    TLS,
    TOOL,
    STATE_FOLDER,
)

# A plan stops at strangers by itself, and knows more about them; what stops no step only a preflight tells.
CHECKS_OF_SETUP: Final = tuple(check for check in CHECKS if check.steps and check is not NAME_CLASHES)


async def run_checks(context: CheckContext, checks: Sequence[Check] = CHECKS) -> tuple[Finding, ...]:
    """All of them at the same time; the verdict comes after the last."""
    return tuple(await asyncio.gather(*(check.run(context) for check in checks)))


def obstacles(findings: tuple[Finding, ...], steps: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """What stands in the way, of a whole set-up or of these steps."""
    of_these = {check.id for check in CHECKS if steps is None or check.steps & steps}
    return tuple(found for found in findings if found.outcome is Outcome.FAIL and found.id in of_these)
