"""Where notifications arrive on loopback: a webhook that takes JSON, and a mail server that takes anything."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from total_onboard.sandbox.http.tls import LoopbackTls


@dataclass
class Webhook:
    """``status`` is what it answers."""

    url: str = ""
    status: int = 200
    posted: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def running_webhook(tls: LoopbackTls | None = None) -> Iterator[Webhook]:
    """Serve one, over TLS if given; its address has the form of Apprise's for JSON."""
    webhook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            webhook.posted.append(json.loads(content))
            self.send_response(webhook.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.server_context().wrap_socket(server.socket, server_side=True)
    with _served(server) as port:
        webhook.url = f"json{'s' if tls else ''}://user:webhook-password@127.0.0.1:{port}/hook/0123456789abcdef"
        yield webhook


@contextmanager
def running_mail_server() -> Iterator[tuple[str, list[str]]]:
    """Serve one; yields Apprise's address of it, and the messages that came."""
    messages: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 localhost\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    messages.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.wfile.write(b"250 ok\r\n")

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"mailto://127.0.0.1:{port}?from=status@contoso.com&to=it@contoso.com&mode=insecure", messages


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
