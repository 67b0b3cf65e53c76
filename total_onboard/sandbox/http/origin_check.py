"""Access to the sandbox: requests to its own loopback names only, and none from pages of other sites.

A web page that is open on this machine can reach loopback too, under a name that resolves there (DNS
rebinding) or with a form (cross-site request forgery); see https://fetch.spec.whatwg.org/#origin-header and
https://www.w3.org/TR/fetch-metadata/.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from total_onboard.sandbox.http.base_urls import Addresses

CONTROL: Final = "/_practice"
_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_SAFE: Final = frozenset({"GET", "HEAD"})
_OTHER_SITES: Final = frozenset({"cross-site", "same-site"})


class OwnOrigin:
    """ASGI middleware around one host, outside everything else: what is refused leaves no trace in the tenant."""

    def __init__(self, app: ASGIApp, url: str, addresses: Addresses) -> None:
        self._app = app
        self._hosts = _hosts(url)
        self._origins = {f"https://{host}" for each in astuple(addresses) for host in _hosts(each)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421 or 403."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return JSONResponse({"problem": "The Host header names another server."}, 421)
        if self._is_cross_site(scope, headers):
            return JSONResponse({"problem": "A page of another site may not do this."}, 403)
        return None

    def _is_cross_site(self, scope: Scope, headers: Headers) -> bool:
        """Return whether another site's page sends something, or reads the controls. Programs send neither header."""
        if scope["method"] in _SAFE and not scope["path"].startswith(CONTROL):
            return False
        origin = headers.get("origin")
        if origin is not None:
            return origin.lower() not in self._origins
        return headers.get("sec-fetch-site", "none") in _OTHER_SITES


def _hosts(url: str) -> frozenset[str]:
    """Return the values of ``Host`` by which a server on loopback is meant."""
    return frozenset(f"{name}:{urlsplit(url).port}" for name in _NAMES)
