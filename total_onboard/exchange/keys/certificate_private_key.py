"""The private key of TOTAL's certificate, from a PEM, DER or PKCS#12 file. Its content leaves only as a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from total_onboard.core.errors import BadValue
from total_onboard.core.files.small_files import TooLarge, read_small
from total_onboard.core.secret import SecretText

LARGEST: Final = 64_000
Passphrase = Callable[[Callable[[SecretText], SecretText]], SecretText]
"""Gets a passphrase, tries it with the function that it is given, and returns what that returns."""


def read_certificate_key(path: Path, passphrase: Passphrase) -> SecretText:
    """Return the private key as PEM; ``passphrase`` is called only if one is needed. Raises BadValue.

    No message holds anything of the file.
    """
    content = _content(path)
    try:
        return _pem(path, content, None)
    except _PassphraseNeeded:
        return passphrase(lambda secret: _with_passphrase(path, content, secret))


class _PassphraseNeeded(Exception):
    """The key can't be read with this passphrase, or without one."""


def _with_passphrase(path: Path, content: bytes, passphrase: SecretText) -> SecretText:
    try:
        return _pem(path, content, passphrase.reveal(to="the library that opens TOTAL's certificate key").encode())
    except _PassphraseNeeded:
        raise BadValue(
            f"The passphrase doesn't open the private key in {path}.", remedy="Check the passphrase."
        ) from None


def _pem(path: Path, content: bytes, passphrase: bytes | None) -> SecretText:
    key = _loaded(path, content, passphrase)
    if not isinstance(key, RSAPrivateKey):
        raise _unusable(path, "its key isn't an RSA key")
    return SecretText(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def _loaded(path: Path, content: bytes, passphrase: bytes | None) -> object:
    """Load what the file holds. A library's own message could quote the file, so none is passed on."""
    try:
        if b"-----BEGIN" in content:
            return _from_pem(content, passphrase)
        return _from_der(content, passphrase)
    except UnsupportedAlgorithm:
        raise _unusable(path, "its encryption isn't supported") from None
    except (ValueError, TypeError):
        raise _unusable(path, "it holds no private key in PEM, DER or PKCS#12 form") from None


def _from_pem(content: bytes, passphrase: bytes | None) -> object:
    is_encrypted = b"ENCRYPTED" in content
    try:
        return load_pem_private_key(content, passphrase if is_encrypted else None)
    except (ValueError, TypeError):
        if is_encrypted:
            raise _PassphraseNeeded from None
        raise


def _from_der(content: bytes, passphrase: bytes | None) -> object:
    try:
        return load_der_private_key(content, None)
    except TypeError:
        raise _PassphraseNeeded from None
    except ValueError:
        return _from_pkcs12(content, passphrase)


def _from_pkcs12(content: bytes, passphrase: bytes | None) -> object:
    try:
        key, _, _ = load_key_and_certificates(content, passphrase)
    except ValueError as error:
        if "password" in str(error).lower():
            raise _PassphraseNeeded from None
        raise
    return key


def _content(path: Path) -> bytes:
    try:
        return read_small(path, LARGEST)
    except OSError as error:
        raise BadValue(f"{path} can't be read: {error.strerror}.", remedy="Check --certificate-key.") from error
    except TooLarge:
        raise _unusable(path, "it is too large") from None


def _unusable(path: Path, why: str) -> BadValue:
    return BadValue(
        f"{path} can't be used as the private key of a certificate: {why}.",
        remedy="Give the file with the private key of the certificate in the value sheet with --certificate-key.",
    )
