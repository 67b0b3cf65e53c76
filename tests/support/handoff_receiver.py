"""A receiver of hand-offs on loopback that answers as a test says; it keeps what was sent to it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

RECEIPT = {"id": "r-1", "received_at": "2026-11-30T11:20:00Z"}


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    content: bytes


@dataclass
class Receiver:
    """``answers`` are given in their order, the last one again and again: a status, headers, and a body or None."""

    url: str
    bundle: Path
    answers: list[tuple[int, dict[str, str], bytes | None]] = field(default_factory=lambda: [(201, {}, None)])
    requests: list[Received] = field(default_factory=list)

    def answer(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        receipt = json.dumps({**RECEIPT, "sha256": sha256(content).hexdigest()}).encode()
        return status, headers, receipt if body is None else body


@contextmanager
def running_receiver(folder: Path, *answers: tuple[int, dict[str, str], bytes | None]) -> Iterator[Receiver]:
    """Serve one over TLS."""
    authority, bundle = trustme.CA(), folder / "receiver-ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(f"https://localhost:{server.server_address[1]}/handoffs", bundle)
    if answers:
        receiver.answers = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.append(Received(self.path, headers, content))
            status, more, body = receiver.answer(content)
            if status == 0:
                self.connection.shutdown(2)
                return
            self.send_response(status)
            for name, value in {"content-type": "application/json", "content-length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
