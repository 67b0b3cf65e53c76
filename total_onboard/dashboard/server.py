"""The HTTP server: on 127.0.0.1 alone, in its own thread."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from total_onboard.core.errors import BadValue, OnboardError

HOST: Final = "127.0.0.1"
_PATIENCE: Final = 20
"""Seconds until it answers."""


def loopback_socket(port: int) -> socket.socket:
    """Return a socket that only this computer reaches; 0 takes any free port. Raises BadValue."""
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((HOST, port))
    except OSError as error:
        one.close()
        raise BadValue(
            f"Port {port} of this computer can't be used: {error.strerror}.",
            remedy="Choose another one with --port, or leave --port out.",
        ) from error
    return one


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
                limit_concurrency=100,
            )
        )
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell when the host answers."""
        await super().startup(sockets)
        self.up.set()


@contextmanager
def serving(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve inside the context. Raises OnboardError if the server doesn't start."""
    server = _Server(app)
    thread = threading.Thread(target=lambda: server.run([listening]), name="dashboard", daemon=True)
    thread.start()
    try:
        if not server.up.wait(_PATIENCE):
            raise OnboardError("The dashboard's server didn't start.", remedy="Run the same command again.")
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)
