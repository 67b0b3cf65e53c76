"""TLS on loopback: certificates of authorities that live as long as the sandbox."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ELSEWHERE: Final = ("elsewhere.example",)


class Defect(StrEnum):
    """Defect of a host's certificate."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_HOST = "wrong-host"
    UNKNOWN_ISSUER = "unknown-issuer"
    NO_AUTHORITY_KEY_IDENTIFIER = "no-authority-key-identifier"


class LoopbackTls:
    """``bundle`` is the PEM file that a client has to trust; it holds no private key and goes away with ``close``.

    ``inspector`` names a company that opens TLS: the certificates of ``inspected`` hosts are signed by it.
    """

    def __init__(self, inspector: str | None = None, inspected: Iterable[str] = ()) -> None:
        self._own = trustme.CA()
        self._inspector = trustme.CA(organization_name=inspector) if inspector else self._own
        self._inspected = frozenset(inspected)
        handle, name = tempfile.mkstemp(prefix="total-sandbox-", suffix=".pem")
        self.bundle = Path(name)
        with os.fdopen(handle, "wb") as file:
            for authority in dict.fromkeys((self._own, self._inspector)):
                file.write(authority.cert_pem.bytes())

    def server_context(self, host: str = "", shows: str = "localhost", defect: Defect | None = None) -> ssl.SSLContext:
        """Return what a host speaks TLS with; its certificate is for loopback, unless it ``shows`` another name."""
        authority = self._inspector if host in self._inspected else self._own
        names = _LOOPBACK if shows == "localhost" else (shows,)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _certificate(authority, names, defect).configure_cert(context)
        return context

    def close(self) -> None:
        """Remove the bundle."""
        self.bundle.unlink(missing_ok=True)


def _certificate(authority: trustme.CA, names: tuple[str, ...], defect: Defect | None) -> trustme.LeafCert:
    now, day = datetime.now(UTC), timedelta(days=1)
    match defect:
        case None:
            return authority.issue_cert(*names)
        case Defect.EXPIRED:
            return authority.issue_cert(*names, not_before=now - 3 * day, not_after=now - day)
        case Defect.NOT_YET_VALID:
            return authority.issue_cert(*names, not_before=now + day, not_after=now + 3 * day)
        case Defect.WRONG_HOST:
            return authority.issue_cert(*_ELSEWHERE)
        case Defect.UNKNOWN_ISSUER:
            return trustme.CA(organization_name="An authority that nobody knows").issue_cert(*names)
        case Defect.NO_AUTHORITY_KEY_IDENTIFIER:
            return _without_key_identifier(authority, authority.issue_cert(*names))


def _without_key_identifier(authority: trustme.CA, good: trustme.LeafCert) -> trustme.LeafCert:
    """Sign the same certificate again without the extension that RFC 5280 (section 4.2.1.1) demands."""
    found = x509.load_pem_x509_certificate(good.cert_chain_pems[0].bytes())
    builder = x509.CertificateBuilder(
        found.issuer,
        found.subject,
        found.public_key(),
        found.serial_number,
        found.not_valid_before_utc,
        found.not_valid_after_utc,
    )
    for extension in found.extensions:
        if not isinstance(extension.value, x509.AuthorityKeyIdentifier):
            builder = builder.add_extension(extension.value, extension.critical)
    key = serialization.load_pem_private_key(authority.private_key_pem.bytes(), None)
    signed = builder.sign(key, hashes.SHA256())  # type: ignore[arg-type]
    pem = signed.public_bytes(serialization.Encoding.PEM)
    return trustme.LeafCert(good.private_key_pem.bytes(), pem, [])
