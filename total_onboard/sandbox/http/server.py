"""Three TLS hosts on loopback, served by one background thread with one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final, NamedTuple, TypeVar, cast

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

CUT: Final = "practice.cut"
"""The ASGI extension by which an application cuts the connection that a request came on."""

_IDLE: Final = 60
"""Seconds for which a connection is kept open without a request: longer than any client waits between two."""

_ATTEMPTS: Final = 20

T = TypeVar("T")


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application abort its connection: a fault that no HTTP answer can express."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Offer the transport's ``abort`` to the application."""
        super().connection_made(transport)
        inner = cast(ASGIApp, self.app)

        async def with_cut(scope: Scope, receive: Receive, send: Send) -> None:
            extended = dict(scope) | {"extensions": {**(scope.get("extensions") or {}), CUT: transport.abort}}
            await inner(extended, receive, send)

        self.app = cast(Any, with_cut)


def loopback_sockets(port: int = 0) -> list[socket.socket]:
    """Return sockets bound to one port of 127.0.0.1 and, if the machine has it, of ::1; 0 takes any free port.

    Both, for ``localhost`` may mean either, and on Windows a refused ::1 costs two seconds. Raises OSError.
    """
    for _ in range(_ATTEMPTS):
        first = _bound(socket.AF_INET, "127.0.0.1", port)
        try:
            return [first, _bound(socket.AF_INET6, "::1", first.getsockname()[1])]
        except OSError:
            if port or not _has_ipv6():
                return [first]
            first.close()
    raise OSError("No port is free on both loopback addresses.")


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # Named, because asyncio sends small answers immediately (TCP_NODELAY) only on sockets that declare TCP.
    one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))
    except OSError:
        one.close()
        raise
    return one


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError):
        _bound(socket.AF_INET6, "::1", 0).close()
        return True
    return False


class Server(uvicorn.Server):
    """One host; ``up`` is set once it answers."""

    def __init__(self, app: ASGIApp, tls: ssl.SSLContext, now: Callable[[], datetime]) -> None:
        super().__init__(
            uvicorn.Config(
                _dated(app, now),
                http=CuttableProtocol,
                ws="none",
                timeout_keep_alive=_IDLE,
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                ssl_context_factory=lambda *_: tls,
                timeout_graceful_shutdown=1,
            )
        )
        self.up = threading.Event()
        self.over = asyncio.Event()

    async def main_loop(self) -> None:
        """Wait until it is over; uvicorn's own looks ten times a second whether it is."""
        await self.over.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell when the host answers."""
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Abort idle connections immediately: a graceful TLS close waits for clients that only keep them open."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and (connection.cycle is None or connection.cycle.response_complete):
                connection.transport.abort()
        await super().shutdown(sockets)


def _dated(app: ASGIApp, now: Callable[[], datetime]) -> ASGIApp:
    """Add the host's date to every answer (RFC 9110, section 6.6.1)."""

    async def with_date(scope: Scope, receive: Receive, send: Send) -> None:
        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = (b"date", format_datetime(now(), usegmt=True).encode())
                message = {**message, "headers": [*message.get("headers", ()), date]}
            await send(message)

        with contextlib.suppress(ClientDisconnect):  # who hung up in the middle of a question wants no answer
            await app(scope, receive, say)

    return with_date


class Host(NamedTuple):
    """An application, the sockets that it is served on, and what it speaks TLS with."""

    app: ASGIApp
    sockets: list[socket.socket]
    tls: ssl.SSLContext


class ServerThread:
    """Thread that serves several hosts until stopped; ``now`` returns the hosts' current time."""

    def __init__(self, hosts: Mapping[str, Host], now: Callable[[], datetime]) -> None:
        self._servers = {name: (Server(host.app, host.tls, now), host.sockets) for name, host in hosts.items()}
        self._thread = threading.Thread(target=self._run, name="practice-tenant", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Return once all hosts answer. Raises RuntimeError when one does not."""
        self._thread.start()
        for name, (server, _) in self._servers.items():
            if not server.up.wait(timeout=20) or not server.started:
                self.stop()
                raise RuntimeError(f"The sandbox tenant's {name} host did not start.")

    def stop(self) -> None:
        """Close all connections and return when the thread has ended."""
        for server, _ in self._servers.values():
            server.should_exit = True  # if it has not begun yet
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(server.over.set)
        self._thread.join(timeout=10)

    def between_requests(self, outcome: Callable[[], T]) -> T:
        """Run a function in the thread of the served hosts and return its result, so that nothing else changes."""
        if self._loop is None or not self._thread.is_alive() or threading.current_thread() is self._thread:
            return outcome()

        async def done() -> T:
            return outcome()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await asyncio.gather(*(server.serve(sockets) for server, sockets in self._servers.values()))
