"""An https host on loopback whose certificate has one defect."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW: Final = datetime.now(UTC)
DAY: Final = timedelta(days=1)


class Defect(NamedTuple):
    """What is wrong with a certificate."""

    name: str = "localhost"
    begins: datetime = NOW - DAY
    ends: datetime = NOW + DAY
    authority_key_identifier: bool = True
    known: bool = True


DEFECTS: Final = {
    "none": Defect(),
    "expired": Defect(begins=NOW - 3 * DAY, ends=NOW - DAY),
    "not-yet-valid": Defect(begins=NOW + DAY, ends=NOW + 3 * DAY),
    "wrong-host": Defect(name="elsewhere.example"),
    "no-authority-key-identifier": Defect(authority_key_identifier=False),
    "unknown-issuer": Defect(known=False),
}


@contextmanager
def serving(defect: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the address of the host, and the PEM file that its clients trust."""
    server = _Server(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted = _issue(DEFECTS[defect], folder, context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"https://localhost:{server.server_address[1]}", trusted
    finally:
        server.shutdown()
        server.server_close()


def _issue(defect: Defect, folder: Path, context: ssl.SSLContext) -> Path:
    key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _authority(key)
    leaf = (
        _named("server", authority.subject, defect.begins, defect.ends, leaf_key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(defect.name)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(leaf_key.public_key()), critical=False)
    )
    if defect.authority_key_identifier:
        leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    chain, trusted = folder / "chain.pem", folder / "trusted.pem"
    chain.write_bytes(_pem(leaf.sign(key, hashes.SHA256())) + _private(leaf_key))
    trusted.write_bytes(_pem(authority if defect.known else _authority(ec.generate_private_key(ec.SECP256R1()))))
    context.load_cert_chain(chain)
    return trusted


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Practice authority")])
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    return (
        _named("Practice authority", name, NOW - 9 * DAY, NOW + 9 * DAY, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _named(
    name: str, issuer: x509.Name, begins: datetime, ends: datetime, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    return builder.not_valid_before(begins).not_valid_after(ends)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that hang up because they don't accept the certificate."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"id": "ada"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""
