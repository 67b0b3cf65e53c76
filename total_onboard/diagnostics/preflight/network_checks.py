"""The checks that ask other hosts than Graph: they need not wait for what Graph says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, CheckResult
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.diagnostics.preflight.endpoints import redirect_uri, scim_endpoint, scim_removal
from total_onboard.diagnostics.preflight.machine import tls_inspection

_LOOKS: Final = (
    (scim_endpoint.SCIM_END, scim_endpoint.look),
    (scim_removal.SCIM_REMOVAL, scim_removal.look),
    (redirect_uri.REDIRECT_URI, redirect_uri.look),
    (tls_inspection.TLS, tls_inspection.look),
)


async def run_external_checks(around: CheckEnvironment, only: str = "") -> tuple[CheckResult, ...]:
    """Run these checks concurrently; or ``only`` the one of this id."""
    looks = [(check, look) for check, look in _LOOKS if only in ("", check.id)]
    return tuple(await asyncio.gather(*(_found(check, look, around) for check, look in looks)))


async def _found(
    check: Check, look: Callable[[CheckEnvironment], Awaitable[CheckOutcome]], around: CheckEnvironment
) -> CheckResult:
    return check.finding(await look(around))
