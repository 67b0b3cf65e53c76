"""A sheet says which credentials TOTAL takes; without a word it is a client secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from tests.support.total_credentials import ISSUER, NOW, SUBJECT, public_pem
from tests.unit.exchange import samples
from tests.unit.exchange.test_file_formats import schema
from total_onboard.core.credential import CredentialChoice, CredentialKind, FederatedTrust
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.exchange.desired_state.from_sheet import desired_state
from total_onboard.exchange.value_sheet.credential_values import CredentialParts
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import sheet_of
from total_onboard.settings import load_settings

TRUST = FederatedTrust(issuer=ISSUER, subject=SUBJECT)
CERTIFICATE = PublicCertificate.of(public_pem())
BOTH = CredentialChoice(
    preference=(CredentialKind.FEDERATED, CredentialKind.CERTIFICATE), certificate=CERTIFICATE, federated=TRUST
)


def document(**other: Any) -> dict[str, Any]:
    return samples.made().sheet.document() | other


def read(**other: Any) -> IssuedSheet:
    return sheet_of(IssuedSheet, document(**other), "contoso.totalsheet")


def test_sheet_with_credentials_is_read_as_it_was_made() -> None:
    made = samples.made(credential=BOTH).sheet
    assert made.document()["credential"] == ["federated", "certificate"]
    assert made.document()["certificate"] == CERTIFICATE.der
    again = sheet_of(IssuedSheet, made.document(), "contoso.totalsheet")
    assert again.credential_choice == BOTH
    jsonschema.validate(made.document(), schema("value-sheet.v2"))


def test_sheet_without_credentials_is_as_before_and_means_a_secret() -> None:
    made = samples.made().sheet
    assert not {"credential", "certificate", "federated", "handoff_url"} & made.document().keys()
    assert made.credential_choice is None
    assert desired_state(load_settings({}), made.without_scim()).credential == CredentialChoice()


def test_credential_of_one_kind_may_be_a_text() -> None:
    sheet = read(credential="certificate", certificate=public_pem().decode())
    assert sheet.credential_choice == CredentialChoice(
        preference=(CredentialKind.CERTIFICATE,), certificate=CERTIFICATE
    )


def test_desired_state_takes_the_sheets_credentials() -> None:
    sheet = samples.made(credential=BOTH).sheet
    assert desired_state(load_settings({}), sheet.without_scim()).credential == BOTH


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"credential": "certificate"}, "certificate” is missing"),
        ({"credential": ["federated"]}, "federated” is missing"),
        ({"credential": []}, "no kind"),
        ({"credential": ["secret", "secret"]}, "given twice"),
        ({"credential": ["password"]}, "credential.0"),
        ({"certificate": CERTIFICATE.der}, "credential is missing"),
        ({"credential": "secret", "certificate": CERTIFICATE.der}, "doesn't name certificate"),
        ({"credential": "certificate", "certificate": "AAAA"}, "certificate: .*no X.509"),
        ({"credential": "federated", "federated": {"issuer": "http://x", "subject": "s"}}, "federated.issuer"),
        ({"format": "total-value-sheet/v1", "handoff_nonce": None, "credential": "secret"}, "v2 only"),
        ({"credential": "certificate", "certificate": public_pem(20).decode()}, "expires before the sheet"),
        ({"handoff_url": "https://user:pw@total.example/h"}, "user name"),
        ({"handoff_url": "https://total.example/h?token=1"}, "query"),
    ],
)
def test_sheet_whose_credential_cannot_be_used_is_refused(other: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSheet, match=says) as refused:
        read(**other)
    assert CERTIFICATE.der[:60] not in refused.value.message


def test_member_of_a_newer_version_is_named_with_the_way_out() -> None:
    with pytest.raises(BadSheet, match="this version of total-onboard doesn't know it") as refused:
        read(passkey="x")
    assert refused.value.remedy.startswith("Update total-onboard")


@pytest.mark.parametrize(("days", "says"), [(20, "before the sheet does"), (-1, "certificate expired on")])
def test_sheet_with_a_certificate_that_is_too_short_is_not_made(days: int, says: str) -> None:
    short = CredentialParts(certificate=PublicCertificate.of(public_pem(days))).choice()
    with pytest.raises(BadValue, match=says):
        samples.made(credential=short)
    long_enough = CredentialParts(certificate=CERTIFICATE).choice()
    assert samples.made(credential=long_enough, expires_at=NOW + timedelta(days=300)).sheet.certificate == CERTIFICATE


def test_kinds_follow_from_the_data_if_none_is_named() -> None:
    parts = CredentialParts(certificate=CERTIFICATE, issuer=ISSUER, subject=SUBJECT)
    assert parts.choice() == BOTH
    assert CredentialParts().choice() is None


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (CredentialParts(kinds=(CredentialKind.CERTIFICATE,)), "requires TOTAL's certificate"),
        (CredentialParts(issuer=ISSUER), "requires the issuer and the subject"),
        (CredentialParts(issuer="http://total.example", subject="x"), "The issuer of TOTAL's tokens"),
        (CredentialParts(issuer=ISSUER, subject="a b"), "The subject of TOTAL's tokens"),
    ],
)
def test_parts_that_do_not_fit_are_named(parts: CredentialParts, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        parts.choice()
