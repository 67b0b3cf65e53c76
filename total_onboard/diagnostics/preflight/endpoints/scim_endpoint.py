"""Check that TOTAL's SCIM endpoint answers, accepts the token, and does what Microsoft's provisioning needs."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Final

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.text.formatting import format_date
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, warned
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.engine.step_id import StepId
from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointFailed, ScimEndpointUnreachable, ScimErrorPage

_A_MONTH: Final = timedelta(days=30)


async def evaluate(environment: CheckEnvironment) -> CheckOutcome:
    """Make Microsoft's test call, and test PATCH, which Microsoft's does not.

    What this machine's network blocks is a warning: provisioning comes from Microsoft's.
    """
    if environment.scim is None:
        return skipped(
            "No SCIM address and token were given",
            "Nothing, if TOTAL gives you them only after the hand-off; otherwise add --scim-url and --scim-token-file.",
        )
    try:
        async with ScimClient(environment.scim, environment.trust) as end:
            _, patches = await asyncio.gather(end.check(), end.supports_patch())
    except (ScimEndpointUnreachable, ScimErrorPage) as error:
        return warned(error.message, error.remedy)
    except ScimEndpointFailed as error:
        return failed(error.message, error.remedy)
    return _judged(environment.scim, patches, environment.desired.scim_token_ends)


def _judged(end: ScimEndpoint, patches: bool | None, ends: date | None) -> CheckOutcome:
    if patches is None:
        return warned(
            f"{end.url} accepts the token, but does not say what it supports",
            "Ask your TOTAL representative whether it supports PATCH (RFC 7644). Without PATCH, people who leave your "
            "company keep their access to TOTAL.",
        )
    if not patches:
        return failed(
            f"{end.url} says that it does not support PATCH",
            "Tell your TOTAL representative: Microsoft changes and disables accounts by PATCH. Without it, people who "
            "leave your company keep their access to TOTAL.",
        )
    if ends and ends - datetime.now(UTC).date() < _A_MONTH:
        return warned(
            f"{end.url} accepts the token, which expires on {format_date(ends)}",
            "Ask your TOTAL representative for the next token, and run total-onboard setup with it before that day. "
            "After it, nobody is provisioned at TOTAL, and people who leave keep their access.",
        )
    return passed(f"{end.url} accepts the token and supports PATCH")


SCIM_END = Check(
    id="scim-end",
    title="TOTAL's SCIM address",
    needed="An https address that answers, a token that it accepts, and PATCH",
    docs="docs/checks.md#scim-end",
    steps=frozenset({StepId.SCIM_CREDENTIALS}),
    evaluate=evaluate,
)
