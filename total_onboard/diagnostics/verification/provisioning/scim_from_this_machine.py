"""TOTAL's SCIM endpoint, asked from this machine with the token that was given."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointFailed, ScimEndpointUnreachable, ScimErrorPage


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Search for an unknown user, which must find nobody; a firewall in between makes this inconclusive."""
    scim = context.desired.scim
    if scim is None:
        return inconclusive("TOTAL's SCIM address and token are unknown on this computer", with_scim_values(context))
    try:
        async with ScimClient(scim, context.trust) as end:
            await end.check()
    except (ScimEndpointUnreachable, ScimErrorPage) as error:
        return inconclusive(error.message, error.remedy)
    except ScimEndpointFailed as error:
        return failed(error.message, error.remedy)
    return succeeded(f"{scim.url} accepts the token and answers as a SCIM endpoint")


def with_scim_values(context: VerificationContext) -> str:
    """Return the command with the options for values that cannot be read back."""
    return context.line("verify", *context.scim_again)


SCIM_FROM_HERE: Final = Verification(
    id="scim-from-here", title="SCIM endpoint is reachable from this computer", verify=verify
)
