"""TOTAL can sign in as the application, and its token carries the permission that consent gave."""

from __future__ import annotations

from functools import partial
from typing import Final

from total_onboard.engine.waiting import StillNotThere
from total_onboard.entra.background import in_background
from total_onboard.proofs.proof import VERIFY_LATER, Attempt, ProofContext, Shown, pending, proven
from total_onboard.secret_text import SecretText


async def show(context: ProofContext) -> Shown:
    """Sign in with the client secret until the token holds the permissions: secret and consent both arrive late."""
    if context.client_secret is None:
        return pending(
            "The client secret is with TOTAL, not here",
            "To prove it again, run total-onboard verify --handoff FILE with the file that holds it.",
        )
    return await _sign_in(context, context.client_secret)


async def _sign_in(context: ProofContext, secret: SecretText) -> Shown:
    wanted = context.wanted.application_permissions
    names = ", ".join(wanted)

    async def probe() -> frozenset[str] | None:
        roles = await in_background(partial(context.roles_of_token, secret))
        return roles if roles >= set(wanted) else None

    try:
        await context.run.waiter.until(f"a token with the client secret holds {names}", probe, context.patience)
    except StillNotThere:
        return pending(f"A token with the client secret does not hold {names} yet", VERIFY_LATER)
    return proven(f"A token obtained with the client secret holds {names}")


TOKEN: Final = Attempt(
    id="token",
    title="TOTAL can sign in and read group members",
    needs=frozenset({"client-secret", "consent"}),
    show=show,
)
