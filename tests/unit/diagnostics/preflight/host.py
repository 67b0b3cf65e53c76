"""A TLS host on loopback, with a certificate of an authority of its own, that answers what it is told to."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

Answer = tuple[int, str, object]


class Host:
    """``answers`` are status, content type and body by path; what is not there is a 404 in JSON.

    ``asked`` are the paths so far.
    """

    def __init__(self, authority: trustme.CA, port: int) -> None:
        self.authority = authority
        self.origin = f"https://localhost:{port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    @property
    def trust(self) -> ssl.SSLContext:
        """Somebody to whom the host's authority was added."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def answer(self, path: str) -> Answer:
        return self.answers.get(path.partition("?")[0], (404, "application/json", {}))


@contextmanager
def host(*names: str, organization: str = "Zscaler Inc.") -> Iterator[Host]:
    """It listens on localhost; its certificate is for ``names``, which should be the same."""
    authority = trustme.CA(organization_name=organization)
    server = _Server(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or ("localhost",))).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    opened = server.host = Host(authority, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield opened
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    host: Host

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate hangs up: that is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.host.asked.append(self.path)
        status, kind, body = self.server.host.answer(self.path)
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """The tests look at what the tool says."""


class Proxy:
    """Carries connections on loopback, as ``HTTPS_PROXY`` names it; ``asked`` are where to."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        self.asked.append(target)
        there, back = await asyncio.open_connection("127.0.0.1", int(target.rpartition(":")[2]))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pipe(reader, back), _pipe(there, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
