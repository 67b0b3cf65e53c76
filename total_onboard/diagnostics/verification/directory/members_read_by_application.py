"""The permission is in effect: with the application's own token, the members of the group are really read."""

from __future__ import annotations

from typing import Final

from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.sign_in.client_token import application_token
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.entra.sign_in.client_credentials import ApplicationToken
from total_onboard.entra.tenant_client import connect


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Poll for a token with the consented permissions, which arrive late, then use it."""
    desired = set(context.desired.application_permissions)
    names = ", ".join(sorted(desired))
    secret = context.client_secret
    assert secret is not None  # this verification comes after that of the token

    async def probe() -> ApplicationToken | None:
        token = await application_token(context, secret)
        return token if token.roles >= desired else None

    try:
        token = await context.run.poller.until(f"a token holds {names}", probe, context.policy)
    except PollTimeout:
        return inconclusive(f"{names} is consented to, and not in TOTAL's token yet", context.line("verify"))
    return await _read(context, token)


async def _read(context: VerificationContext, token: ApplicationToken) -> VerificationOutcome:
    name = context.desired.admin_group.name
    group = context.state.observed.group(name).group
    if group is None:
        return inconclusive(f"There is no group {name} to read", context.line("setup"))
    try:
        async with connect(context.run.tenant.cloud, token, ca_bundle=context.ca_bundle) as tenant:
            members = await tenant.groups.members(group.id)
    except (Forbidden, Unauthorized) as error:
        return failed(f"With TOTAL's own token {name} cannot be read: {error.message}", context.line("status"))
    return succeeded(f"With TOTAL's own token, {name} was read: {pluralize(len(members), 'member')}")


PERMISSION: Final = Verification(
    id="permission",
    title="TOTAL can read the group's members",
    verify=verify,
    needs=frozenset({StepId.GROUPS}),
    after=("token", "consent"),
)
