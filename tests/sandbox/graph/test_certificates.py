"""Certificates of an application: how a PATCH adds and keeps them, and what a policy allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes

from tests.sandbox.graph.graph_in_process import Rehearsal, code
from tests.support.certificates import HOUR, Signer

APPLICATION = "applications/{application}"
SIGNER, OTHER = Signer(), Signer()


def patched(tenant: Rehearsal, *certificates: Mapping[str, Any]) -> list[Any]:
    """The certificates after a PATCH of all of them."""
    tenant.made("PATCH", APPLICATION, {"keyCredentials": list(certificates)})
    return list(tenant.made("GET", APPLICATION)["keyCredentials"])


def test_certificate_gets_its_dates_and_thumbprint(furnished: Rehearsal) -> None:
    (made,) = patched(furnished, SIGNER.credential)
    assert made["customKeyIdentifier"] == SIGNER.certificate.fingerprint(hashes.SHA1()).hex().upper()
    assert made["endDateTime"] == f"{SIGNER.certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    assert made["displayName"] == "CN=TOTAL"


def test_certificate_shows_its_content_only_if_selected(furnished: Rehearsal) -> None:
    (plain,) = patched(furnished, SIGNER.credential)
    (selected,) = furnished.made("GET", f"{APPLICATION}?$select=keyCredentials")["keyCredentials"]
    assert (plain["key"], selected["key"]) == (None, SIGNER.der)


def test_certificate_that_a_patch_names_without_its_key_stays(furnished: Rehearsal) -> None:
    (first,) = patched(furnished, SIGNER.credential)
    patched(furnished, first, OTHER.credential)
    both = furnished.made("GET", f"{APPLICATION}?$select=keyCredentials")["keyCredentials"]
    assert [one["key"] for one in both] == [SIGNER.der, OTHER.der]


def test_certificate_that_a_patch_leaves_out_is_gone(furnished: Rehearsal) -> None:
    patched(furnished, SIGNER.credential)
    (only,) = patched(furnished, OTHER.credential)
    assert only["customKeyIdentifier"] == OTHER.certificate.fingerprint(hashes.SHA1()).hex().upper()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"key": "bm8gY2VydGlmaWNhdGU="}, "KeyCredentialsInvalidValue"),
        ({"key": None}, "KeyCredentialsMissingValue"),
        ({"usage": "Sign"}, "KeyCredentialsInvalidUsage"),
        ({"endDateTime": "2099-01-01T00:00:00Z"}, "KeyCredentialsInvalidEndDate"),
        ({"startDateTime": "2001-01-01T00:00:00Z"}, "KeyCredentialsInvalidStartDate"),
        ({"key": Signer(ends=-HOUR, ago=2 * HOUR).der}, "KeyCredentialsInvalidEndDate"),
        ({"keyId": "one"}, "Request_BadRequest"),
    ],
    ids=["no-certificate", "no-key", "usage", "later", "earlier", "expired", "key-id"],
)
def test_certificate_that_graph_does_not_take_is_refused(
    furnished: Rehearsal, changed: dict[str, object], refusal: str
) -> None:
    answer = furnished.call("PATCH", APPLICATION, {"keyCredentials": [{**SIGNER.credential, **changed}]})
    assert (answer.status_code, code(answer)) == (400, refusal)


def test_existing_certificate_can_not_be_changed(furnished: Rehearsal) -> None:
    (made,) = patched(furnished, SIGNER.credential)
    changed = {**made, "displayName": "another name"}
    answer = furnished.call("PATCH", APPLICATION, {"keyCredentials": [changed]})
    assert "Update to existing credential" in answer.text


def test_certificate_with_a_key_id_of_another_is_refused(furnished: Rehearsal) -> None:
    twice = {"keyId": str(uuid4())}
    asked = {"keyCredentials": [{**SIGNER.credential, **twice}, {**OTHER.credential, **twice}]}
    assert furnished.call("PATCH", APPLICATION, asked).status_code == 400


@pytest.mark.parametrize(("days", "status"), [(29, 204), (31, 400)])
def test_policy_limits_how_long_a_certificate_lives(days: int, status: int) -> None:
    tenant = Rehearsal("certificates-for-a-month")
    tenant.instantiate()
    answer = tenant.call("PATCH", APPLICATION, {"keyCredentials": [Signer(ends=timedelta(days=days)).credential]})
    assert answer.status_code == status
    assert status == 204 or code(answer) == "CredentialInvalidLifetimeAsPerAppPolicy"
