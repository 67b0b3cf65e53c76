"""TOTAL's certificate, as far as it is public: what Microsoft Entra checks the signatures of TOTAL's sign-ins with."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, field_validator

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LEAST_BITS: Final = 2048
LONGEST: Final = 16_384
"""Characters of a certificate's base64 form; no certificate for sign-in needs nearly as many."""
_BEGIN: Final = "-----BEGIN CERTIFICATE-----"
_END: Final = "-----END CERTIFICATE-----"


class PublicCertificate(BaseModel):
    """One X.509 certificate with an RSA key, the only kind of key that Microsoft Entra takes; never a private key."""

    model_config = ConfigDict(frozen=True)

    der: str
    """The DER form in base64 without line breaks, as Graph takes it in ``key``."""

    @classmethod
    def of(cls, text: str | bytes) -> PublicCertificate:
        """Read PEM, or DER in base64 or as bytes. Raises ValueError."""
        return cls(der=_base64_der(text))

    @field_validator("der")
    @classmethod
    def _readable(cls, value: str) -> str:
        certificate = _load(value)
        _require_rsa(certificate)
        if certificate.not_valid_after_utc <= certificate.not_valid_before_utc:
            raise ValueError("the certificate is never valid")
        return base64.b64encode(base64.b64decode(value)).decode()  # one of several spellings, the one that Graph shows

    @cached_property
    def _loaded(self) -> Certificate:
        return _load(self.der)

    @property
    def not_before(self) -> datetime:
        """When it begins to be valid."""
        return self._loaded.not_valid_before_utc

    @property
    def not_after(self) -> datetime:
        """When it expires."""
        return self._loaded.not_valid_after_utc

    @property
    def subject(self) -> str:
        """The name that it is issued to, as RFC 4514 writes it."""
        return self._loaded.subject.rfc4514_string()

    @property
    def thumbprint(self) -> str:
        """The SHA-1 thumbprint in upper-case hexadecimal digits, as the Microsoft Entra admin center shows it."""
        return sha1(self._bytes, usedforsecurity=False).hexdigest().upper()

    @property
    def thumbprint_sha256(self) -> str:
        """The SHA-256 thumbprint in upper-case hexadecimal digits."""
        return sha256(self._bytes).hexdigest().upper()

    @property
    def _bytes(self) -> bytes:
        return base64.b64decode(self.der)

    @property
    def is_self_signed(self) -> bool:
        """Whether no authority vouches for it."""
        return self._loaded.issuer == self._loaded.subject

    def is_expired(self, now: datetime) -> bool:
        """Return whether it has expired."""
        return self.not_after <= now.astimezone(UTC)


def _base64_der(text: str | bytes) -> str:
    if isinstance(text, bytes) and text[:1] == b"\x30":
        return base64.b64encode(text).decode()
    try:
        plain = text.decode("ascii") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise ValueError("it is no certificate in PEM or DER form") from None
    if len(plain) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    if "PRIVATE KEY" in plain:
        raise ValueError("it contains a private key, which must stay with TOTAL; give the certificate alone")
    return "".join(_body(plain).split())


def _body(text: str) -> str:
    """Return what is between the lines of a PEM certificate; base64 alone is returned as it is."""
    if "-----" not in text:
        return text
    if text.count("-----BEGIN") != 1 or _BEGIN not in text or _END not in text:
        raise ValueError("it must contain one certificate and nothing else")
    body, end, _ = text.partition(_BEGIN)[2].partition(_END)
    if not end:
        raise ValueError("its lines BEGIN CERTIFICATE and END CERTIFICATE are in the wrong order")
    return body


def _load(der: str) -> Certificate:
    from cryptography.x509 import load_der_x509_certificate

    if len(der) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    try:
        return load_der_x509_certificate(base64.b64decode(der, validate=True))
    except (binascii.Error, ValueError):
        raise ValueError("it is no X.509 certificate in base64") from None


def _require_rsa(certificate: Certificate) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        raise ValueError("its key can't be read") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("its key isn't an RSA key; Microsoft Entra takes no other")
    if key.key_size < LEAST_BITS:
        raise ValueError(f"its key has {key.key_size} bits; at least {LEAST_BITS} are required")
