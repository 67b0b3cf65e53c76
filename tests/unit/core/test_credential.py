"""Which credentials a value sheet can ask for: certificates, federated trust, and the order of kinds."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha1, sha256
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.support.certificates import Signer
from total_onboard.core.credential import ENTRA_AUDIENCE, CredentialChoice, CredentialKind, FederatedTrust
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.public_certificate import PublicCertificate

NOW: Final = datetime(2026, 11, 30, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
ISSUER: Final = "https://login.yourtotal.example/tenant"


@cache
def _rsa(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _certificate(key: Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TOTAL sign-in")])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOW, NOW + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )  # fmt: skip


def _pem(key: Key) -> str:
    return _certificate(key).public_bytes(serialization.Encoding.PEM).decode()


def _swapped(pem: str) -> str:
    """The lines BEGIN and END in each other's place."""
    return pem.replace("BEGIN", "…").replace("END", "BEGIN").replace("…", "END")


def _private_pem() -> str:
    return _rsa().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()  # fmt: skip


def test_certificate_from_pem_base64_and_der_is_the_same() -> None:
    pem = _pem(_rsa())
    der = x509.load_pem_x509_certificate(pem.encode()).public_bytes(serialization.Encoding.DER)
    read = [PublicCertificate.of(one) for one in (pem, pem.encode(), der, base64.b64encode(der).decode())]
    assert {one.der for one in read} == {base64.b64encode(der).decode()}
    first = read[0]
    assert first.thumbprint == sha1(der, usedforsecurity=False).hexdigest().upper()
    assert first.thumbprint_sha256 == sha256(der).hexdigest().upper()
    assert (first.not_before, first.not_after) == (NOW, NOW + timedelta(days=90))
    assert first.subject == "CN=TOTAL sign-in"
    assert not first.is_expired(NOW)
    assert first.is_expired(NOW + timedelta(days=90))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(lambda: _pem(_rsa()) + _private_pem(), "private key", id="with-its-private-key"),
        pytest.param(_private_pem, "private key", id="private-key"),
        pytest.param(lambda: _pem(_rsa()) * 2, "one certificate and nothing else", id="two"),
        pytest.param(lambda: _pem(ec.generate_private_key(ec.SECP256R1())), "isn't an RSA key", id="elliptic-curve"),
        pytest.param(lambda: _pem(_rsa(1024)), "1024 bits", id="short-key"),
        pytest.param(lambda: "TUlJ", "no X.509 certificate", id="something-else"),
        pytest.param(lambda: "é" * 9, "no X.509 certificate", id="no-base64"),
        pytest.param(lambda: "A" * 20_000, "longer than", id="too-long"),
        pytest.param(lambda: _swapped(_pem(_rsa())), "in the wrong order", id="lines-swapped"),
        pytest.param(lambda: _pem(_rsa()).replace("CERTIFICATE", "TRUSTED CERTIFICATE"), "nothing else", id="trusted"),
    ],
)
def test_certificate_that_entra_would_not_take_is_refused(text: Callable[[], str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        PublicCertificate.of(text())


def test_certificate_in_another_spelling_of_base64_is_the_same() -> None:
    signers = (Signer(name="T" * length).der for length in range(1, 9))
    der = next(der for der in signers if der.endswith("="))
    digits = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}+/"
    plain = der.rstrip("=")
    last = digits[digits.index(plain[-1]) + 1]  # the last digit has bits that mean nothing
    again = f"{plain[:-1]}{last}{'=' * (len(der) - len(plain))}"
    assert PublicCertificate.of(again) == PublicCertificate.of(der)
    assert PublicCertificate(der=again).der == der


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://login.yourtotal.example"),
        ("issuer", "https://"),
        ("issuer", "https://user@login.yourtotal.example"),
        ("issuer", "https://login.yourtotal.example/?a=b"),
        ("issuer", "https://login.yourtotal.example/#a"),
        ("issuer", "https://login.yourtotal.example/" + "a" * 600),
        ("subject", ""),
        ("subject", "a" * 601),
        ("subject", "customer contoso"),
        ("subject", "customer\u200bcontoso"),
        ("subject", "customer:*"),
        ("issuer", "https://*.yourtotal.example"),
        ("audience", "*"),
        ("audience", ""),
    ],
)
def test_trust_that_graph_would_not_take_is_refused(field: str, value: str) -> None:
    given = {"issuer": ISSUER, "subject": "customer:contoso"} | {field: value}
    with pytest.raises(ValueError, match=re.escape(field)):
        FederatedTrust.model_validate(given)


def test_choice_without_data_is_a_client_secret() -> None:
    assert DesiredState().credential == CredentialChoice.of() == CredentialChoice.of("secret")


def test_choice_keeps_the_order_of_the_sheet() -> None:
    trust = {"issuer": ISSUER, "subject": "customer:contoso"}
    choice = CredentialChoice.of(["federated", "certificate", "secret"], _pem(_rsa()), trust)
    assert choice.preference == (CredentialKind.FEDERATED, CredentialKind.CERTIFICATE, CredentialKind.SECRET)
    assert choice.federated
    assert choice.federated.audience == ENTRA_AUDIENCE
    assert CredentialChoice.model_validate_json(choice.model_dump_json()) == choice


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        (["certificate"], "“certificate” is missing"),
        (["federated"], "“federated” is missing"),
        (["secret", "secret"], "twice"),
        (["password"], "password"),
    ],
)
def test_choice_that_is_incomplete_is_refused(kinds: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CredentialChoice.of(kinds)


def test_choice_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no kind"):
        CredentialChoice(preference=())
