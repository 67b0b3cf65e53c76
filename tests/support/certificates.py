"""Certificates with their keys, as TOTAL has them, and a stranger's."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import RSAKey

HOUR = timedelta(hours=1)


@dataclass
class Signer:
    """A key with a certificate, which is valid from ``ago`` until in ``ends``."""

    ends: timedelta = timedelta(days=90)
    ago: timedelta = HOUR
    name: str = "TOTAL"

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(65537, 2048)

    @cached_property
    def certificate(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, self.name)])
        now = datetime.now(UTC).replace(microsecond=0)
        builder = x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
        dated = builder.not_valid_before(now - self.ago).not_valid_after(now + self.ends)
        return dated.sign(self.key, hashes.SHA256())

    @property
    def der(self) -> str:
        """The certificate in base64."""
        return base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def credential(self) -> dict[str, Any]:
        """What an upload of the certificate sends."""
        return {"keyId": str(uuid4()), "type": "AsymmetricX509Cert", "usage": "Verify", "key": self.der}

    @property
    def pem(self) -> str:
        """The private key."""
        pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()

    def thumbprint(self, kind: hashes.HashAlgorithm) -> str:
        return base64.urlsafe_b64encode(self.certificate.fingerprint(kind)).rstrip(b"=").decode()

    def assertion(self, header: dict[str, str], claims: dict[str, Any]) -> str:
        return jwt.encode(header, claims, RSAKey.import_key(self.pem), algorithms=["RS256", "PS256", "RS384"])
