"""TLS on loopback: a certificate of an authority that lives as long as the practice tenant."""

from __future__ import annotations

import os
import ssl
import tempfile
from pathlib import Path

import trustme


class LoopbackTls:
    """``bundle`` is the PEM file that a client has to trust; it holds no private key and goes away with ``close``."""

    def __init__(self) -> None:
        authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "127.0.0.1", "::1").configure_cert(self._context)
        handle, name = tempfile.mkstemp(prefix="total-practice-", suffix=".pem")
        self.bundle = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(authority.cert_pem.bytes())

    def server_context(self, *_: object) -> ssl.SSLContext:
        """What the servers speak TLS with; takes and ignores what uvicorn hands to a factory of contexts."""
        return self._context

    def close(self) -> None:
        """Remove the bundle."""
        self.bundle.unlink(missing_ok=True)
