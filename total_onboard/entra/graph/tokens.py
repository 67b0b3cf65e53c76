"""The session's token on every request to Graph, and a new one if Graph refuses it in the middle of a run."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kiota_abstractions.authentication import AccessTokenProvider, AllowedHostsValidator
from kiota_http.middleware import BaseMiddleware

from total_onboard.core.concurrency import in_background
from total_onboard.entra.graph.responses import read_envelope
from total_onboard.entra.sign_in.session import TokenSource

if TYPE_CHECKING:
    import httpx

_BEARER: Final = "Bearer "


class SessionTokens(AccessTokenProvider):  # type: ignore[misc]
    """The session's token for the SDK, and for no other host than Graph's."""

    def __init__(self, session: TokenSource, root: str) -> None:
        self._session = session
        self._origin = urlsplit(root)[:2]

    async def get_authorization_token(
        self, uri: str, additional_authentication_context: dict[str, Any] | None = None
    ) -> str:
        """Return the token; called by the SDK before each request, and with the challenge of one that was refused."""
        if urlsplit(uri)[:2] != self._origin:
            return ""
        challenge = (additional_authentication_context or {}).get("claims")
        claims = _decoded(challenge) if challenge else None
        if not claims and (cached_token := self._session.cached_token()):
            return cached_token
        return await in_background(partial(self._session.token, claims))

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        """Return the SDK's validator; the check itself is above, because it covers the port too."""
        return AllowedHostsValidator([urlsplit(f"//{self._origin[1]}").hostname or ""])


class TokenRenewal(BaseMiddleware):  # type: ignore[misc]
    """Sends a request again, once, whose token had run out on its way: Graph has done nothing with it.

    A claims challenge is the SDK's own business; a 401 for another reason is left as it is.
    """

    def __init__(self, session: TokenSource) -> None:
        super().__init__()
        self._session = session

    async def send(self, request: httpx.Request, transport: httpx.AsyncBaseTransport) -> httpx.Response:
        """Send, and look whether the token was refused."""
        response: httpx.Response = await super().send(request, transport)
        if not await _token_is_refused(response):
            return response
        refused = request.headers["Authorization"].removeprefix(_BEARER)
        token = await in_background(partial(self._session.token, instead_of=refused))
        request.headers["Authorization"] = _BEARER + token
        again: httpx.Response = await super().send(request, transport)
        return again


async def _token_is_refused(response: httpx.Response) -> bool:
    if response.status_code != 401 or "claims=" in response.headers.get("WWW-Authenticate", ""):
        return False
    return read_envelope(await response.aread()).code == "InvalidAuthenticationToken"


def _decoded(challenge: str) -> str:
    """Return a claims challenge as MSAL wants it.

    It travels in base64url, mostly without its padding:
    https://learn.microsoft.com/entra/identity-platform/claims-challenge
    """
    return base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).decode()
