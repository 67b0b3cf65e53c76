"""TLS on loopback: certificates of authorities that live as long as the practice tenant."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import trustme

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class LoopbackTls:
    """``bundle`` is the PEM file that a client has to trust; it holds no private key and goes away with ``close``.

    ``inspector`` names a company that opens TLS: the certificates of ``inspected`` hosts are signed by it.
    """

    def __init__(self, inspector: str | None = None, inspected: Iterable[str] = ()) -> None:
        self._own = trustme.CA()
        self._inspector = trustme.CA(organization_name=inspector) if inspector else self._own
        self._inspected = frozenset(inspected)
        handle, name = tempfile.mkstemp(prefix="total-practice-", suffix=".pem")
        self.bundle = Path(name)
        with os.fdopen(handle, "wb") as file:
            for authority in dict.fromkeys((self._own, self._inspector)):
                file.write(authority.cert_pem.bytes())

    def server_context(self, host: str = "", shows: str = "localhost") -> ssl.SSLContext:
        """What a host speaks TLS with; its certificate is for loopback, unless it ``shows`` another name."""
        authority = self._inspector if host in self._inspected else self._own
        names = _LOOPBACK if shows == "localhost" else (shows,)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(context)
        return context

    def close(self) -> None:
        """Remove the bundle."""
        self.bundle.unlink(missing_ok=True)
