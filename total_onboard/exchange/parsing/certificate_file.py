"""TOTAL's certificate in a file, PEM or DER. A file with a private key is refused before anything in it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.files.small_files import TooLarge, read_small
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.exchange.value_sheet.credential_values import reason_of

LARGEST: Final = 64_000
_SEQUENCE, _INTEGER = 0x30, 0x02
_LONG_FORM: Final = 0x80


def read_certificate(path: Path) -> PublicCertificate:
    """Read TOTAL's public certificate. Raises BadValue; the message holds nothing of the file."""
    return certificate_in(_content(path), str(path))


def certificate_in(content: bytes, name: str) -> PublicCertificate:
    """Return the certificate in what was read, by the same rules; ``name`` is for messages. Raises BadValue."""
    if b"PRIVATE KEY-----" in content or _is_key_in_der(content):
        raise BadValue(
            f"{name} contains a private key, which must stay with TOTAL. It was not used.",
            remedy="Give the certificate alone, the file that begins with -----BEGIN CERTIFICATE-----. To extract it: "
            "openssl x509 -in FILE -out certificate.pem; from a .pfx file: openssl pkcs12 -in FILE -nokeys -clcerts "
            "-out certificate.pem",
        )
    try:
        return PublicCertificate.of(content.lstrip(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise BadValue(
            f"{name} can't be used as TOTAL's certificate: {reason_of(error)}.",
            remedy="Give an X.509 certificate with an RSA key of at least 2048 bits, in PEM or DER form.",
        ) from None


def _content(path: Path) -> bytes:
    try:
        return read_small(path, LARGEST)
    except OSError as error:
        raise BadValue(f"{path} can't be read: {error.strerror}.", remedy="Check --certificate.") from error
    except TooLarge:
        raise BadValue(f"{path} is too large for a certificate.", remedy="Check --certificate.") from None


def _is_key_in_der(content: bytes) -> bool:
    """Return whether it begins with a version number, as a private key or a PKCS#12 file does, and no certificate."""
    if len(content) < 2 or content[0] != _SEQUENCE:
        return False
    length = content[1] - _LONG_FORM if content[1] > _LONG_FORM else 0
    return content[2 + length : 3 + length] == bytes((_INTEGER,))
