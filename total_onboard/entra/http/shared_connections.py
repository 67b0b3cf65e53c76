"""Connections to Graph that tenants of one run use one after the other: a TLS handshake costs as much as requests.

Each tenant has its own pool while it is worked on: httpcore looks at every connection of a pool for every request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.http.proxy_transport import AsyncRoutedTransport


@dataclass
class _Pools:
    """All pools of a run, and those that no tenant uses now, by the certificates that they trust."""

    opened: list[AsyncRoutedTransport] = field(default_factory=list)
    idle: defaultdict[Path | None, list[AsyncRoutedTransport]] = field(default_factory=lambda: defaultdict(list))

    def take(self, ca_bundle: Path | None) -> AsyncRoutedTransport:
        if self.idle[ca_bundle]:
            return self.idle[ca_bundle].pop()
        self.opened.append(AsyncRoutedTransport(ssl_context(ca_bundle)))
        return self.opened[-1]


_POOLS: Final[ContextVar[_Pools | None]] = ContextVar("pools", default=None)


class _Borrowed(httpx.AsyncBaseTransport):
    """Goes to the next tenant when it is closed."""

    def __init__(self, pools: _Pools, ca_bundle: Path | None) -> None:
        self._inner = pools.take(ca_bundle)
        self._idle = pools.idle[ca_bundle]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        self._idle.append(self._inner)


@asynccontextmanager
async def shared_connections() -> AsyncIterator[None]:
    """Let clients that tasks open inside the context take over the connections of closed ones; close all at the end."""
    pools = _Pools()
    token = _POOLS.set(pools)
    try:
        yield
    finally:
        _POOLS.reset(token)
        for transport in pools.opened:
            await transport.aclose()


def graph_transport(ca_bundle: Path | None) -> httpx.AsyncBaseTransport:
    """Return connections for one client, new ones unless there are idle ones."""
    pools = _POOLS.get()
    return AsyncRoutedTransport(ssl_context(ca_bundle)) if pools is None else _Borrowed(pools, ca_bundle)
