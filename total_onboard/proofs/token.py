"""TOTAL can sign in as the application: Microsoft gives a token for the client secret."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from total_onboard.engine.waiting import StillNotThere
from total_onboard.entra.background import in_background
from total_onboard.entra.sign_in.client_credentials import (
    ApplicationToken,
    ApplicationUnknown,
    SecretRefused,
    token_of_application,
)
from total_onboard.proofs.proof import Attempt, Shown, disproven, not_possible, proven

if TYPE_CHECKING:
    from total_onboard.engine.picture import Picture
    from total_onboard.proofs.context import ProofContext
    from total_onboard.secret_text import SecretText

_YOUNG: Final = timedelta(minutes=5)
"""For so long the sign-in may refuse a new secret in the words with which it refuses a wrong one."""


async def show(context: ProofContext) -> Shown:
    """Sign in with the client secret, patiently where the application or the secret is new."""
    secret = context.client_secret
    if secret is None:
        return not_possible(context.why_no_secret, context.line("verify", "--handoff", "FILE"))

    async def probe() -> ApplicationToken | None:
        return await _token_unless_late(context, secret)

    try:
        await context.run.waiter.until("Microsoft knows the client secret", probe, context.patience)
    except SecretRefused as error:
        return disproven(error.message, context.line("rotate-secret"))
    except StillNotThere:
        return not_possible("Microsoft does not know the new client secret yet", context.line("verify"))
    return proven("Microsoft gives a token for the client secret")


async def application_token(context: ProofContext, secret: SecretText) -> ApplicationToken:
    """A fresh one. Raises SignInFailed."""
    picture = context.picture
    client_id, tenant_id = picture.the_application.app_id, picture.organization.id
    cloud = context.run.tenant.cloud
    return await in_background(partial(token_of_application, cloud, tenant_id, client_id, secret, context.ca_bundle))


async def _token_unless_late(context: ProofContext, secret: SecretText) -> ApplicationToken | None:
    try:
        return await application_token(context, secret)
    except ApplicationUnknown:
        return None
    except SecretRefused as error:
        if error.may_be_late and _has_a_young_secret(context.picture):
            return None
        raise


def _has_a_young_secret(picture: Picture) -> bool:
    made = (credential.start_date_time for credential in picture.the_application.password_credentials)
    return any(moment and picture.now - moment < _YOUNG for moment in made)


TOKEN: Final = Attempt(
    id="token",
    title="TOTAL can sign in with the client secret",
    show=show,
    needs=frozenset({"client-secret"}),
    reads=frozenset({"application"}),
)
