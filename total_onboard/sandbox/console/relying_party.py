"""Sign in with Microsoft: OpenID Connect with the client id and secret of the hand-off, by Authlib."""

from __future__ import annotations

import ssl
import warnings
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from total_onboard.sandbox.console.pages import page
from total_onboard.sandbox.console.state import Console, SignInSettings

with warnings.catch_warnings(action="ignore", category=AuthlibDeprecationWarning):  # that httpx's successor is meant
    from authlib.integrations.starlette_client import OAuth

SESSION_OID = "oid"


@dataclass(frozen=True)
class RelyingParty:
    """``/login``, ``/auth/oidc/callback`` and ``/logout``."""

    console: Console
    sign_in_url: str
    tls: ssl.SSLContext

    async def login(self, request: Request) -> Response:
        """Send the browser to Microsoft."""
        if not (settings := self.console.sign_in):
            return page("login.html", "Sign-in is not set up yet. Upload the hand-off under Settings.", 503)
        try:
            answer: Response = await self._client(settings).authorize_redirect(request, self.console.redirect_uri)
        except (httpx.HTTPError, AuthlibBaseError, KeyError, ValueError):
            return page("login.html", "Microsoft sign-in is unavailable for this tenant ID.", 502)
        return answer

    async def callback(self, request: Request) -> Response:
        """Take Microsoft's answer, check the token, and let in who may come in."""
        if not (settings := self.console.sign_in):
            return RedirectResponse("/login", 303)
        request.session.pop(SESSION_OID, None)
        try:
            token = await self._client(settings).authorize_access_token(request, claims_options=_claims(settings))
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            return page("login.html", f"Microsoft refused the sign-in: {_words(error)}", 401)
        oid = str(token.get("userinfo", {}).get("oid", ""))
        admission = self.console.accounts.admit(oid)
        if not admission.is_granted:
            return page("login.html", admission.message, 403)
        request.session[SESSION_OID] = oid
        return RedirectResponse("/", 303)

    async def logout(self, request: Request) -> Response:
        """End the session here; Microsoft's own session continues."""
        request.session.clear()
        return RedirectResponse("/", 303)

    def _client(self, settings: SignInSettings) -> Any:  # noqa: ANN401
        """Return a fresh client, for the settings may have changed."""
        return OAuth().register(
            "microsoft",
            client_id=str(settings.client_id),
            client_secret=settings.client_secret,
            server_metadata_url=f"{self.sign_in_url}/{settings.tenant_id}/v2.0/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "verify": self.tls,
                "trust_env": False,
            },
        )


def _claims(settings: SignInSettings) -> dict[str, Any]:
    return {
        "iss": {"essential": True},
        "aud": {"essential": True, "value": str(settings.client_id)},
        "tid": {"essential": True, "value": str(settings.tenant_id)},
        "oid": {"essential": True},
    }


def _words(error: Exception) -> str:
    return str(getattr(error, "description", "") or error or type(error).__name__)
