"""TOTAL lets in who was provisioned: a sign-in at TOTAL's own page, as people will do it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.browser.controlled_browser import Entered, NotSignedIn, RefusedByMicrosoft

_REFUSALS: Final = ("You do not have access to this platform", "Account is deactivated")
"""Texts of TOTAL's page that mean a refusal, with any status (TOTAL's guide, page Troubleshooting)."""
_MOST: Final = 120
_ERRORS: Final = 400


def redirect_uri(context: VerificationContext) -> str:
    """Return the first desired and registered redirect URI, else any registered one; empty if there is none."""
    there = context.state.observed.the_application.redirect_uris
    desired = [uri for uri in context.desired.redirect_uris if uri in there]
    return next(iter([*desired, *there]), "")


def page_of_total(uri: str) -> str:
    """Return TOTAL's start page: the root of the redirect URI's host."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/"


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Begin at TOTAL's page, sign in at Microsoft's, and see what TOTAL answers."""
    uri, window = redirect_uri(context), context.window
    assert window is not None
    if not uri:
        return inconclusive("The application has no redirect URI", context.line("status --repair"))
    try:
        entered = await window.enter(page_of_total(uri), context.run.tenant.cloud.authority_url, uri)
    except RefusedByMicrosoft as error:
        return failed(f"Microsoft refused the sign-in: {error.message}", context.line("status"))
    except NotSignedIn as error:
        return inconclusive(error.message, context.line("verify"))
    return _judged(context, entered)


def _judged(context: VerificationContext, entered: Entered) -> VerificationOutcome:
    again, page = context.line("verify"), _in_short(entered.text)
    expected = context.state.observed.the_application.app_id
    if not entered.client_id:
        return inconclusive(
            f"TOTAL didn't open Microsoft's sign-in. Does it have the hand-off? Its page: {page}", again
        )
    if entered.client_id.lower() != expected.lower():
        return failed(f"TOTAL signs in with another application ({entered.client_id}) than {expected}", again)
    if entered.status >= _ERRORS or any(words in entered.text for words in _REFUSALS):
        return failed(f"TOTAL refused the sign-in. Its page: {page}", context.line("status"))
    return succeeded(f"TOTAL accepted the sign-in. Its page: {page}")


def _in_short(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_MOST]}…”" if len(words) > _MOST else f"“{words}”"


ENTRY: Final = Verification(
    id="entry",
    title="Provisioned people can sign in to TOTAL",
    verify=verify,
    needs=frozenset({StepId.REDIRECT_URIS}),
    after=("member",),
)
