"""Verification of identity: the ``oid`` of a real sign-in is the ``externalId`` at TOTAL."""

from __future__ import annotations

from typing import Final

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.scim_from_this_machine import with_scim_values
from total_onboard.diagnostics.verification.sign_in.total_login import redirect_uri
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.browser.controlled_browser import NotSignedIn, RefusedByMicrosoft
from total_onboard.entra.sign_in.oidc_login import Identity, OidcLogin
from total_onboard.scim.client import ScimClient


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Sign in through the application in a browser, then look for that identifier at TOTAL's endpoint."""
    scim, uri, window, secret = context.desired.scim, redirect_uri(context), context.window, context.client_secret
    assert window is not None
    assert secret is not None
    if scim is None:
        return inconclusive("TOTAL's SCIM address and token are unknown on this computer", with_scim_values(context))
    if not uri:
        return inconclusive("The application has no redirect URI", context.line("status --repair"))
    cloud, tenant, app = (
        context.run.tenant.cloud,
        context.state.identity.organization.id,
        context.state.observed.the_application,
    )
    application = OidcLogin(cloud, tenant, app.app_id, secret, uri, context.ca_bundle)
    try:
        identity = await application.identity(window.answer_to)
    except RefusedByMicrosoft as error:
        return failed(f"Microsoft refused the sign-in: {error.message}", context.line("status"))
    except NotSignedIn as error:
        return inconclusive(error.message, context.line("verify", "--handoff", "FILE"))
    return await _at_total(context, scim, identity)


async def _at_total(context: VerificationContext, scim: ScimEndpoint, identity: Identity) -> VerificationOutcome:
    who, oid = identity.user_principal_name or "Somebody", identity.oid
    async with ScimClient(scim, context.trust) as end:
        if await end.find_person(oid, who):
            return succeeded(f"{who} signed in; the token's oid {oid} is the externalId of an account at TOTAL")
        other = await end.find_user(who)
    if other is None:
        again = context.line("verify", "--handoff", "FILE")
        return inconclusive(f"{who} signed in, but has no account at TOTAL; sign in as a member of the group", again)
    return failed(
        f"{who} signed in with the oid {oid}, but the account at TOTAL has the externalId {other.external_id}. "
        "Ask your TOTAL representative to delete that account",
        context.line("verify", "--handoff", "FILE"),
    )


IDENTITY: Final = Verification(
    id="identity",
    title="Sign-in matches the provisioned account",
    verify=verify,
    needs=frozenset({StepId.REDIRECT_URIS}),
    after=("token", "member"),
)
