"""TOTAL can sign in as the application: Microsoft gives a token for the client secret."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from total_onboard.core.concurrency import in_background
from total_onboard.core.credential import CredentialKind
from total_onboard.core.secret import SecretText
from total_onboard.diagnostics.verification.context import HandoffReference, VerificationContext
from total_onboard.diagnostics.verification.sign_in.secret_diagnosis import is_young, refused
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.client_credentials import (
    ApplicationToken,
    ApplicationUnknown,
    SecretRefused,
    token_of_application,
)
from total_onboard.steps.client_secret.client_secret import delivered_secrets_expired, unexpired_secrets
from total_onboard.steps.credentials.choice import selection

_PROOFS: Final = {
    CredentialKind.CERTIFICATE: (
        "the private key of its certificate, which never leaves TOTAL",
        "TOTAL can sign in with its certificate",
    ),
    CredentialKind.FEDERATED: ("tokens that only its issuer makes", "TOTAL can sign in with a token of its issuer"),
}
_BY_TOTAL: Final = "Your TOTAL representative tests it with: total-onboard handoff open FILE --verify"


# Assumption consent-to-token.
async def verify(context: VerificationContext) -> VerificationOutcome:
    """Sign in with the client secret; wait only if the application or the secret is new."""
    secret = context.client_secret
    kind = selection(context.desired, context.state).kind
    if kind and kind is not CredentialKind.SECRET:
        return _of_total_alone(kind)
    if secret is None:
        return inconclusive(context.why_no_secret, context.line("verify", "--handoff", "FILE"))
    if context.handed_off and _is_gone(context, context.handed_off, secret):
        return _removed(context, context.handed_off)

    async def probe() -> ApplicationToken | None:
        return await _token_unless_late(context, secret)

    try:
        await context.run.poller.until("Microsoft knows the client secret", probe, context.policy)
    except SecretRefused as error:
        return refused(context, secret, error.message)
    except PollTimeout:
        found = "Sign-in still refuses the client secret, which is new: it is incomplete, or not known everywhere yet"
        return inconclusive(found, context.line("verify"))
    return succeeded("Microsoft gives a token for the client secret")


def _of_total_alone(kind: CredentialKind) -> VerificationOutcome:
    """Return that only TOTAL can sign in: nothing on this computer could."""
    proof, title = _PROOFS[kind]
    found = f"TOTAL signs in with {proof}, so this computer can't test it"
    return replace(inconclusive(found, _BY_TOTAL, only_total=True), title=title)


async def application_token(context: VerificationContext, secret: SecretText) -> ApplicationToken:
    """Get a fresh token. Raises SignInFailed."""
    state = context.state
    client_id, tenant_id = state.observed.the_application.app_id, state.identity.organization.id
    cloud = context.run.tenant.cloud
    return await in_background(partial(token_of_application, cloud, tenant_id, client_id, secret, context.ca_bundle))


async def _token_unless_late(context: VerificationContext, secret: SecretText) -> ApplicationToken | None:
    try:
        return await application_token(context, secret)
    except ApplicationUnknown:
        return None
    except SecretRefused as error:
        if error.may_be_late and is_young(context, secret):
            return None
        raise


def _is_gone(context: VerificationContext, handed_off: HandoffReference, secret: SecretText) -> bool:
    """Return whether the secret was deleted; not believed of a fresh one, which may not be replicated yet."""
    there = {one.key_id for one in context.state.observed.the_application.password_credentials}
    return handed_off.key_id not in there and not is_young(context, secret)


def _removed(context: VerificationContext, handed_off: HandoffReference) -> VerificationOutcome:
    name, desired = context.desired.application_name, context.desired
    found = f"The client secret of this hand-off ({handed_off.key_id}) was removed from {name}"
    newer = unexpired_secrets(desired, context.state) and not delivered_secrets_expired(desired, context.state)
    if newer:
        return failed(f"{found}; give the newer hand-off", context.line("verify", "--handoff", "FILE"))
    return failed(found, context.line("status --repair", "--handoff", "FILE"))


TOKEN: Final = Verification(
    id="token",
    title="TOTAL can sign in with the client secret",
    verify=verify,
    needs=frozenset({StepId.CLIENT_SECRET}),
    reads=frozenset({StepId.APPLICATION}),
)
