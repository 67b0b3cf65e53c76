"""Servers on loopback that answer as no honest one does."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]

MEBIBYTE = 1024 * 1024


def _bomb() -> bytes:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(400)) + packer.flush()


BOMB = _bomb()
"""400 MiB of zeros, compressed to less than two."""


class Handler(BaseHTTPRequestHandler):
    """Answers every request as it is told, and keeps what it was sent."""

    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        self.server.got.append((f"{self.command} {self.path}", self.rfile.read(size)))  # type: ignore[attr-defined]
        with suppress(OSError):
            self.server.answer(self)  # type: ignore[attr-defined]

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.begin(status, Content_Type="application/json", Content_Length=str(len(body)), **headers)
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@dataclass
class Hostile:
    """One server; ``got`` are the requests that it received, with their bodies."""

    port: int
    got: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def answering(answer: Answer) -> Iterator[Hostile]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    hostile = Hostile(server.server_port)
    server.answer, server.got = answer, hostile.got  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield hostile
    finally:
        server.shutdown()
        server.server_close()


def endless_zeros(handler: Handler) -> None:
    handler.begin(Content_Type="application/json")
    handler.close_connection = True
    for _ in range(1024):
        handler.wfile.write(bytes(MEBIBYTE))


def gzip_bomb(handler: Handler) -> None:
    handler.whole(BOMB, Content_Encoding="gzip")


def unknown_compression(handler: Handler) -> None:
    handler.whole(b"\x0b\x02\x80{}\x03", Content_Encoding="br")


def broken_compression(handler: Handler) -> None:
    handler.whole(b"this is not gzip", Content_Encoding="gzip")


def deep_json(handler: Handler) -> None:
    handler.whole(b'{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def slow_body(handler: Handler) -> None:
    handler.begin(Content_Type="application/json", Content_Length="1000")
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def slow_head(handler: Handler) -> None:
    handler.close_connection = True
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 100:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.1)


def redirecting(status: int, target: str) -> Answer:
    def answer(handler: Handler) -> None:
        if handler.path == "/there":
            handler.whole(b'{"id": "ada"}')
        else:
            handler.whole(b"{}", status, Location=target)

    return answer
