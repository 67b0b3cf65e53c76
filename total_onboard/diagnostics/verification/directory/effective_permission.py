"""The permission is in effect: with the application's own token, the members of the group are really read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.core.formatting import counted
from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.diagnostics.verification.sign_in.client_token import application_token
from total_onboard.engine.polling import StillNotThere
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.entra.tenant import connect

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.entra.sign_in.client_credentials import ApplicationToken


async def show(context: ProofContext) -> Shown:
    """What was consented to comes into tokens late: a fresh one is asked for until it is there, then used."""
    wanted = set(context.wanted.application_permissions)
    names = ", ".join(sorted(wanted))
    secret = context.client_secret
    assert secret is not None  # this proof comes after that of the token

    async def probe() -> ApplicationToken | None:
        token = await application_token(context, secret)
        return token if token.roles >= wanted else None

    try:
        token = await context.run.waiter.until(f"a token holds {names}", probe, context.patience)
    except StillNotThere:
        return not_possible(f"{names} is consented to, and not in TOTAL's token yet", context.line("verify"))
    return await _read(context, token)


async def _read(context: ProofContext, token: ApplicationToken) -> Shown:
    name = context.wanted.admin_group.name
    group = context.picture.group(name).group
    if group is None:
        return not_possible(f"There is no group {name} to read", context.line("setup"))
    try:
        async with connect(context.run.tenant.cloud, token, ca_bundle=context.ca_bundle) as tenant:
            members = await tenant.groups.members(group.id)
    except (Forbidden, Unauthorized) as error:
        return disproven(f"With TOTAL's own token {name} cannot be read: {error.message}", context.line("status"))
    return proven(f"With TOTAL's own token, {name} was read: {counted(len(members), 'member')}")


PERMISSION: Final = Attempt(
    id="permission",
    title="TOTAL can read who is in the group",
    show=show,
    needs=frozenset({"groups"}),
    after=("token", "consent"),
)
