"""An issuer of tokens on loopback, as TOTAL's own: its discovery document, its keys, and tokens of it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from joserfc import jwt
from joserfc.jwk import RSAKey

from total_onboard.core.credential import ENTRA_AUDIENCE


class Issuer:
    """``published`` are the keys that it shows; ``url`` is its name in tokens."""

    def __init__(self, port: int) -> None:
        self.url = f"https://localhost:{port}"
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.published = [self.key]
        self.named: str | None = None

    def document(self, path: str) -> dict[str, Any] | None:
        """What it answers to a GET."""
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.named or self.url, "jwks_uri": f"{self.url}/keys"}
        return {"keys": [one.as_dict(private=False) for one in self.published]} if path == "/keys" else None

    def token(self, subject: str, audience: str = ENTRA_AUDIENCE, **changed: Any) -> str:
        """A token for a workload."""
        now = datetime.now(UTC)
        ends = now + timedelta(minutes=10)
        whole = {"iss": self.url, "sub": subject, "aud": audience, "iat": int(now.timestamp())}
        claims = {**whole, "exp": int(ends.timestamp()), **changed}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


@contextmanager
def running_issuer(folder: Path) -> Iterator[tuple[Issuer, Path]]:
    """Serve one; the path is the PEM file of the authority of its TLS certificate."""
    authority, bundle = trustme.CA(), folder / "issuer-ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    issuer = Issuer(server.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = issuer.document(self.path)
            self.send_response(404 if document is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer, bundle
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
