"""Connections to Graph that all tenants of one run share: each TLS handshake costs as much as several requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

import httpx

from total_onboard.core.tls import ssl_context
from total_onboard.entra.http.proxy_transport import AsyncRoutedTransport

_MOST: Final = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=60.0)
_SHARED: Final[ContextVar[dict[Path | None, AsyncRoutedTransport] | None]] = ContextVar("shared", default=None)


class _Borrowed(httpx.AsyncBaseTransport):
    """Stays open when one of its clients is closed."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


@asynccontextmanager
async def shared_connections() -> AsyncIterator[None]:
    """Let all clients that tasks open inside the context use the same connections, and close these at the end."""
    opened: dict[Path | None, AsyncRoutedTransport] = {}
    token = _SHARED.set(opened)
    try:
        yield
    finally:
        _SHARED.reset(token)
        for transport in opened.values():
            await transport.aclose()


def graph_transport(ca_bundle: Path | None) -> httpx.AsyncBaseTransport:
    """Return the shared connections if there are any, else new ones for one client."""
    shared = _SHARED.get()
    if shared is None:
        return AsyncRoutedTransport(ssl_context(ca_bundle))
    if ca_bundle not in shared:
        shared[ca_bundle] = AsyncRoutedTransport(ssl_context(ca_bundle), _MOST)
    return _Borrowed(shared[ca_bundle])
