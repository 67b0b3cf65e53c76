"""The file with TOTAL's certificate: a private key in it is refused, and nothing of it is shown."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.total_credentials import (
    PASSPHRASE,
    certificate,
    key_der,
    key_pem,
    pfx,
    private_key_lines,
    public_pem,
)
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.certificate_private_key import read_certificate_key
from total_onboard.exchange.parsing.certificate_file import read_certificate


@pytest.mark.parametrize(
    "content",
    [
        public_pem(),
        certificate().public_bytes(Encoding.DER),
        base64.b64encode(certificate().public_bytes(Encoding.DER)),
        b"\xef\xbb\xbf" + public_pem().replace(b"\n", b"\r\n"),
    ],
    ids=["pem", "der", "base64", "saved by an editor"],
)
def test_certificate_is_read_in_each_form(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.cer"
    file.write_bytes(content)
    assert read_certificate(file).thumbprint == certificate().fingerprint(SHA1()).hex().upper()


@pytest.mark.parametrize(
    "content",
    [key_pem(), key_pem(passphrase=PASSPHRASE), public_pem() + key_pem(), key_der(), pfx(), pfx(PASSPHRASE)],
    ids=["pem", "encrypted pem", "both", "der", "pfx", "encrypted pfx"],
)
def test_file_with_a_private_key_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.pem"
    file.write_bytes(content)
    with pytest.raises(BadValue, match="contains a private key") as refused:
        read_certificate(file)
    text = f"{refused.value.message} {refused.value.remedy}"
    assert "Give the certificate alone" in text
    assert not any(line in text for line in private_key_lines())


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x30\x03\x30\x01\x00", public_pem() * 2, b"x" * 70_000], ids=range(5)
)
def test_file_that_is_no_certificate_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.pem"
    file.write_bytes(content)
    with pytest.raises(BadValue, match=r"certificate"):
        read_certificate(file)


def unasked(_: Callable[[SecretText], SecretText]) -> SecretText:
    raise AssertionError("no passphrase is needed")


def with_passphrase(text: str) -> Callable[[Callable[[SecretText], SecretText]], SecretText]:
    return lambda opened: opened(SecretText(text))


def is_the_key(read: SecretText) -> bool:
    return read == SecretText(key_pem().decode())


@pytest.mark.parametrize(
    "content", [key_pem(), key_der(), pfx(), public_pem() + key_pem()], ids=["pem", "der", "pfx", "both"]
)
def test_key_without_a_passphrase_is_read_without_a_question(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.key"
    file.write_bytes(content)
    assert is_the_key(read_certificate_key(file, unasked))


@pytest.mark.parametrize("content", [key_pem(passphrase=PASSPHRASE), pfx(PASSPHRASE)], ids=["pem", "pfx"])
def test_encrypted_key_is_opened_by_its_passphrase_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.key"
    file.write_bytes(content)
    assert is_the_key(read_certificate_key(file, with_passphrase(PASSPHRASE)))
    with pytest.raises(BadValue, match="passphrase doesn't open"):
        read_certificate_key(file, with_passphrase("another one"))


@pytest.mark.parametrize("content", [b"", b"hello", public_pem(), key_pem()[:300], b"x" * 70_000], ids=range(5))
def test_file_without_a_key_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "total.key"
    file.write_bytes(content)
    with pytest.raises(BadValue, match="private key of a certificate") as refused:
        read_certificate_key(file, unasked)
    assert not any(line in refused.value.message for line in private_key_lines())
