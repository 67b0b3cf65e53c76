"""Which certificates are believed: the system's, or those of one file, for every connection alike."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path


@cache
def ssl_context(ca_bundle: Path | None) -> ssl.SSLContext:
    """The system's own store (which knows a company's proxy), or the given PEM file instead of it."""
    if ca_bundle:
        return ssl.create_default_context(cafile=str(ca_bundle))
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
