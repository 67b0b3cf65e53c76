"""A person's sign-in through the enterprise application, with TOTAL's redirect URI: who does Microsoft say it is?

Authorization code with PKCE (RFC 6749 section 4.1, RFC 7636); MSAL checks what comes back against state, nonce and
audience, and the ID token comes straight from Microsoft over TLS (OpenID Connect Core, section 3.1.3.7).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from total_onboard.core.concurrency import in_background
from total_onboard.core.known_secrets import remember_all
from total_onboard.core.secret import SecretText
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.browser.allowed_addresses import check_sign_in_page
from total_onboard.entra.sign_in.errors import application_refused
from total_onboard.entra.sign_in.msal_client import confidential_client, msal_failures


@dataclass(frozen=True)
class Identity:
    """Person who signed in according to Microsoft: ``oid`` is the object ID in the directory."""

    oid: str
    user_principal_name: str


@dataclass(frozen=True)
class OidcLogin:
    """The application, as TOTAL signs people in with it."""

    cloud: Cloud
    tenant_id: str
    client_id: str
    secret: SecretText
    redirect_uri: str
    ca_bundle: Path | None = None

    async def identity(self, answer_to: Callable[[str, str], Awaitable[dict[str, str]]]) -> Identity:
        """Return who signed in; ``answer_to`` takes Microsoft's post to the redirect URI, after its page at an address.

        Raises SignInFailed.
        """
        app = await in_background(
            partial(confidential_client, self.cloud, self.tenant_id, self.client_id, self.secret, self.ca_bundle)
        )
        flow = app.initiate_auth_code_flow([], redirect_uri=self.redirect_uri, response_mode="form_post")
        posted = await answer_to(check_sign_in_page(flow["auth_uri"], self.cloud), self.redirect_uri)
        remember_all(flow)
        remember_all(posted)
        answer = await in_background(partial(self._redeemed, app, flow, posted))
        claims = answer.get("id_token_claims") or {}
        if "oid" not in claims:
            raise application_refused(answer, self.tenant_id, self.client_id)
        return Identity(str(claims["oid"]), str(claims.get("preferred_username") or ""))

    def _redeemed(self, app: Any, flow: dict[str, Any], posted: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401
        with msal_failures(self.cloud):
            answer: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, posted)
        remember_all(answer)
        return answer
