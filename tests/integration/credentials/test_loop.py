"""Each credential, from the sheet to TOTAL's token: what is registered, handed off, verified, compared and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.credentials.customer import Customer, customer_of
from tests.support.canaries import files_below, leaks
from tests.support.issuer import running_issuer
from tests.support.total_credentials import TOTAL, private_key_lines, public_pem

FORBIDDEN = "because the tenant's app management policy forbids client secrets"


@pytest.fixture
def customers(tmp_path: Path) -> Iterator[Any]:
    """Makes a customer with a tenant of a persona; all are gone afterwards."""
    made: list[Customer] = []
    with running_issuer(tmp_path) as (issuer, bundle):

        def make(persona: str) -> Customer:
            home = tmp_path / persona
            home.mkdir()
            made.append(customer_of(home, persona, issuer, bundle))
            return made[-1]

        yield make
        for one in made:
            one.tenant.stop()


def test_certificate_goes_from_the_sheet_to_totals_token(customers: Any) -> None:
    customer = customers("secrets-blocked")
    customer.gets_a_sheet("secret", "certificate")
    done = customer.sets_up()
    assert done.status == 0, done.err
    (change,) = (one for one in done.document["changes"] if one["step"] == "certificate")
    assert change["summary"].endswith(FORBIDDEN)
    app = customer.application
    assert ([one["key"] for one in app["keyCredentials"]], app["passwordCredentials"]) == ([TOTAL.der], [])
    opened = customer.opens("--certificate-key", "total.key")
    assert opened["credentials"] == "work"
    assert opened["credential"]["key_id"] == app["keyCredentials"][0]["keyId"]
    assert customer.loop.types("status", "--output", "json").status == 0
    private = dict.fromkeys(private_key_lines(), "the private key")
    assert leaks(private, files_below(customer.loop.home / "state")) == []


def test_federated_credential_goes_from_the_sheet_to_totals_token(customers: Any) -> None:
    customer = customers("certificates-for-a-month")
    customer.gets_a_sheet("certificate", "federated", "secret")
    checked = customer.loop.types("check-prereqs", "--sheet", "contoso.totalsheet", "--output", "json")
    (check,) = (one for one in checked.document["checks"] if one["id"] == "client-secrets")
    assert (check["outcome"], check["found"].split(",")[0]) == (
        "pass",
        "TOTAL will sign in with a federated credential",
    )
    done = customer.sets_up()
    assert done.status == 0, done.err
    (token,) = (one for one in done.document["verifications"] if one["id"] == "token")
    assert (token["outcome"], "handoff open FILE --verify" in token["remedy"]) == ("inconclusive", True)
    (change,) = (one for one in done.document["changes"] if one["step"] == "federated-credential")
    assert "limits certificates (400 → 30 days)" in change["summary"]
    app = customer.application
    assert (app["keyCredentials"], app["passwordCredentials"]) == ([], [])
    (trust,) = app["federatedIdentityCredentials"]
    opened = customer.opens("--federated-token", "token.jwt")
    assert (opened["credentials"], opened["credential"]["name"]) == ("work", trust["name"])
    assert customer.loop.types("status", "--output", "json").status == 0
    again = customer.sets_up(out="again.totalhandoff")
    assert {one["action"] for one in again.document["changes"]} == {"none"}
    assert "handoff" not in again.document


def test_no_possible_credential_stops_the_setup_before_the_first_write(customers: Any) -> None:
    customer = customers("certificates-for-a-month")
    customer.gets_a_sheet("certificate", "secret")
    checked = customer.loop.types("check-prereqs", "--sheet", "contoso.totalsheet", "--output", "json")
    (check,) = (one for one in checked.document["checks"] if one["id"] == "client-secrets")
    assert (checked.status, check["outcome"], "400 → 30 days" in check["found"]) == (3, "fail", True)
    refused = customer.sets_up()
    assert refused.status == 3
    (problem,) = refused.document["problems"]
    assert "limits certificates (400 → 30 days)" in problem["message"]
    assert "forbids client secrets" in problem["message"]
    assert not [one for one in customer.tenant.requests if one.method in {"POST", "PATCH"} and one.host == "graph"]


def test_secret_that_a_certificate_replaces_is_removed_on_request(customers: Any) -> None:
    customer = customers("ready")
    customer.gets_a_sheet("secret")
    assert customer.sets_up(out="first.totalhandoff").status == 0
    (secret,) = customer.application["passwordCredentials"]
    customer.gets_a_sheet("certificate", out="second.totalsheet")
    done = customer.sets_up(sheet="second.totalsheet")
    assert done.status == 5, done.err
    (blocked,) = done.document["blocked"]
    assert secret["keyId"] in blocked["sentence"]
    assert customer.application["passwordCredentials"] == [secret]
    assert customer.loop.types("status", "--output", "json").status == 5
    finish = ("rotate-secret", "--finish", "--output", "json")
    assert customer.loop.types(*finish).status == 5
    ended = customer.loop.types(*finish, "--total-uses-new-secret")
    assert ended.status == 0, ended.err
    assert customer.application["passwordCredentials"] == []
    assert customer.opens("--certificate-key", "total.key")["credentials"] == "work"
    assert customer.loop.types("status", "--output", "json").status == 0


def test_renewed_certificate_is_added_and_the_old_one_removed_on_request(customers: Any) -> None:
    customer = customers("ready")
    (customer.loop.home / "next.cer").write_bytes(public_pem(500))
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    (old,) = customer.application["keyCredentials"]
    nothing = customer.loop.types("rotate-secret", "--output", "json")
    assert nothing.status == 0, nothing.err
    assert "There is nothing to rotate" in nothing.document["warnings"][-1]
    customer.gets_a_sheet("certificate", certificate="next.cer", out="second.totalsheet")
    words = ("--sheet", "second.totalsheet", "--handoff", "second.totalhandoff", "--output", "json")
    done = customer.loop.types("rotate-secret", *words)
    assert done.status == 5, done.err
    assert customer.application["keyCredentials"][0] == old
    assert customer.opens("--certificate-key", "total.key", handoff="second.totalhandoff")["credentials"] == "work"
    ended = customer.loop.types("rotate-secret", "--finish", "--total-uses-new-secret", *words[:2], "--output", "json")
    assert ended.status == 0, ended.err
    (left,) = customer.application["keyCredentials"]
    assert left["keyId"] != old["keyId"]


def test_federated_credential_has_nothing_to_rotate(customers: Any) -> None:
    customer = customers("ready")
    customer.gets_a_sheet("federated")
    assert customer.sets_up().status == 0
    for words in ((), ("--finish",)):
        ended = customer.loop.types("rotate-secret", *words, "--output", "json")
        assert (ended.status, ended.document.get("changes", [])) == (0, [])
