"""TOTAL's own certificate in the files that a representative has, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.support.certificates import Signer
from total_onboard.core.credential import CredentialChoice

NOW: Final = datetime.now(UTC).replace(microsecond=0)
ISSUER: Final = "https://tokens.yourtotal.com/emea"
SUBJECT: Final = "contoso"
PASSPHRASE: Final = "a passphrase of TOTAL's certificate"
TOTAL: Final = Signer(ends=timedelta(days=400))


@cache
def _signer(days: int) -> Signer:
    """The same key in a certificate that expires after so many days, also in the past."""
    signer = Signer(ends=timedelta(days=days), ago=timedelta(days=9))
    vars(signer)["key"] = TOTAL.key
    return signer


def certificate(days: int = 400) -> x509.Certificate:
    return (TOTAL if days == 400 else _signer(days)).certificate


def public_pem(days: int = 400) -> bytes:
    """What travels in a sheet, as a file."""
    return certificate(days).public_bytes(Encoding.PEM)


def key_pem(passphrase: str | None = None) -> bytes:
    """What TOTAL keeps."""
    return TOTAL.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _encryption(passphrase))


def key_der() -> bytes:
    """The same key, as DER."""
    return TOTAL.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def pfx(passphrase: str | None = None) -> bytes:
    """Key and certificate in a PKCS#12 file."""
    return pkcs12.serialize_key_and_certificates(b"TOTAL", TOTAL.key, certificate(), None, _encryption(passphrase))


def private_key_lines() -> list[str]:
    """The lines of the private key, none of which may ever be seen."""
    return [line for line in key_pem().decode().splitlines() if len(line) > 40 and "-" not in line]


def _encryption(passphrase: str | None) -> BestAvailableEncryption | NoEncryption:
    return BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()


def choice(*kinds: str) -> CredentialChoice:
    """The kinds that TOTAL accepts, with the data of all."""
    return CredentialChoice.of(kinds, public_pem(), {"issuer": ISSUER, "subject": SUBJECT})
