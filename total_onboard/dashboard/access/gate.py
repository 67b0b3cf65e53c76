"""What every request must prove before a page sees it; and the headers of every answer.

A page of another site can reach loopback, too: under a name that resolves there (DNS rebinding), or with a form.
Cookies don't tell ports apart, so the cookie is bound to a random path, which no other server on this machine knows.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY: Final = 4 * 1024 * 1024
"""Bytes of a request; a file of 10,000 customers has less."""
CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SAFE: Final = frozenset({"GET", "HEAD"})
_OWN_PAGES: Final = frozenset({"same-origin", "none"})


class BodyTooLarge(Exception):
    """A body is larger than allowed."""


class Gate:
    """ASGI middleware outside everything else; ``authority`` is this server's host and port."""

    def __init__(self, app: ASGIApp, authority: str, sign_in_path: str) -> None:
        self._app = app
        self._authority = authority
        self._sign_in_path = sign_in_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refusal or self._app)(scope, _limited(receive), with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() != self._authority:
            return _refused(HTTPStatus.MISDIRECTED_REQUEST, "The Host header names another server.")
        if scope["method"] not in _SAFE and headers.get("origin", "").lower() != f"http://{self._authority}":
            return _refused(HTTPStatus.FORBIDDEN, "A page of another site may not do this.")
        if headers.get("sec-fetch-site", "none") not in _OWN_PAGES and scope["path"] != self._sign_in_path:
            return _refused(HTTPStatus.FORBIDDEN, "A page of another site may not open this.")
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > LARGEST_BODY:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is too large.")
        return None


def _refused(status: HTTPStatus, why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", status)


def _limited(receive: Receive) -> Receive:
    """Count the bytes of a body without a declared length, too. Reading more raises BodyTooLarge."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY:
            raise BodyTooLarge
        return message

    return counted
