"""A hand-off names a certificate or a federated credential in place of a client secret."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.total_credentials import ISSUER, NOW, SUBJECT
from tests.unit.exchange import samples
from tests.unit.exchange.test_file_formats import schema
from total_onboard.commands.handoff.origin import check_sealed
from total_onboard.core.credential import CredentialKind
from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.model import Handoff
from total_onboard.exchange.handoff.public_credential import HandedCertificate, HandedCredential, HandedTrust
from total_onboard.exchange.handoff.received_handoff import handoff_in
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, read_sealed

KEY_ID = "5e1f0000-0000-4000-8000-000000000009"
CERTIFICATE = HandedCertificate(key_id=KEY_ID, thumbprint="A9" * 20, expires_at=NOW + timedelta(days=300))
TRUST = HandedTrust(name="total", issuer=ISSUER, subject=SUBJECT, audience="api://AzureADTokenExchange")
_WITHOUT_SECRET = dict.fromkeys(("client_secret", "client_secret_key_id", "client_secret_expires_at"))


def handoff_with(credential: HandedCredential) -> Handoff:
    return samples.handoff().model_copy(update={**_WITHOUT_SECRET, "credential": credential})


@pytest.mark.parametrize("credential", [CERTIFICATE, TRUST], ids=["certificate", "federated"])
def test_handoff_without_a_secret_is_read_as_it_was_made(credential: HandedCredential) -> None:
    made = handoff_with(credential)
    document = made.document()
    assert handoff_in(document, "file").credential == credential
    assert document["handoff"]["client_secret"] is None
    jsonschema.validate(document, schema("handoff.v2"))


def test_handoff_with_a_secret_is_as_before() -> None:
    made = samples.handoff()
    assert "credential" not in made.document()["handoff"]
    assert "credential" not in jose.header_of(made.content())[OUTSIDE]
    assert made.kind is CredentialKind.SECRET


def test_kind_is_readable_outside_the_seal(tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    file.write_text(handoff_with(CERTIFICATE).content(), encoding="utf-8")
    sealed = read_sealed(file)
    assert sealed.filing.credential is CredentialKind.CERTIFICATE
    jsonschema.validate(jose.header_of(sealed.text)[OUTSIDE], schema("handoff-filing.v2"))
    checked = check_sealed(sealed, samples.KEYS, None, has_ledger=False, any_sheet=True)
    assert checked.handoff.expires_at == CERTIFICATE.expires_at


def test_kind_outside_that_differs_from_the_one_inside_is_refused(tmp_path: Path) -> None:
    file = samples.sealed(tmp_path / "contoso.totalhandoff", handoff_with(TRUST).document(), credential="certificate")
    with pytest.raises(BadSheet, match="the kind outside the seal differs"):
        check_sealed(read_sealed(file), samples.KEYS, None, has_ledger=False, any_sheet=True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"client_secret": "s3cr3t"}, "client_secret"),
        ({"client_secret_key_id": KEY_ID}, "client_secret_key_id"),
        ({"credential": {"kind": "certificate", "key_id": KEY_ID, "thumbprint": "A9"}}, "credential"),
        ({"credential": CERTIFICATE.model_dump(mode="json") | {"key_id": "1"}}, "credential.key_id"),
        ({"credential": CERTIFICATE.model_dump(mode="json") | {"thumbprint": "Z" * 40}}, "credential.thumbprint"),
        ({"credential": CERTIFICATE.model_dump(mode="json") | {"expires_at": "2027-01-01T00:00:00"}}, "expires_at"),
        ({"credential": TRUST.model_dump(mode="json") | {"issuer": "http://x"}}, "credential"),
        ({"credential": TRUST.model_dump(mode="json") | {"name": "a\u202eb"}}, "credential.name"),
        ({"credential": TRUST.model_dump(mode="json") | {"subject": "a\x1b[2J"}}, "credential"),
        ({"credential": {"kind": "secret"}}, "credential"),
    ],
)
def test_credential_against_its_rule_is_refused(changed: dict[str, Any], field: str) -> None:
    document = handoff_with(CERTIFICATE).document()
    document["handoff"] |= changed
    with pytest.raises(BadSheet, match=rf"handoff\.(\w+\.)*{field}") as refused:
        handoff_in(document, "file")
    assert "\x1b" not in refused.value.message
