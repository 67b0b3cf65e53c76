"""A representative names the credential of a sheet: by options, in a column, and anew in a renewed sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.representative.representative import URI, Representative
from tests.support.cli_runner import CliResult
from tests.support.total_credentials import (
    ISSUER,
    SUBJECT,
    certificate,
    key_pem,
    private_key_lines,
    public_pem,
)
from tests.unit.exchange.test_sheet_credential import CERTIFICATE

TRUST = ("--federated-issuer", ISSUER, "--federated-subject", SUBJECT)
HANDOFF_URL = "https://handoff.yourtotal.com/emea"


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    made = Representative(tmp_path / "home")
    (made.home / "total.cer").write_bytes(public_pem())
    (made.home / "next.cer").write_bytes(public_pem(500))
    (made.home / "short.cer").write_bytes(public_pem(100))
    (made.home / "total.key").write_bytes(key_pem())
    return made


def creates(representative: Representative, *more: str) -> CliResult:
    words = ("--customer", "Contoso", "--redirect-uri", URI, "--out", "contoso.totalsheet", "--output", "json")
    return representative.types("value-sheet", "create", *words, *more)


def sheet_of(done: CliResult) -> dict[str, Any]:
    assert done.status == 0, done.err
    sheet: dict[str, Any] = done.document["sheet"]
    return sheet


def test_sheet_without_options_asks_for_a_secret(representative: Representative) -> None:
    sheet = sheet_of(creates(representative))
    assert (sheet["credential"], sheet["certificate"], sheet["federated"]) == (["secret"], None, None)


def test_sheet_names_kinds_in_the_order_of_preference(representative: Representative) -> None:
    kinds = ("--credential", "federated", "--credential", "certificate", "--credential", "secret")
    sheet = sheet_of(creates(representative, *kinds, *TRUST, "--certificate", "total.cer"))
    assert sheet["credential"] == ["federated", "certificate", "secret"]
    assert sheet["certificate"]["thumbprint"] == CERTIFICATE.thumbprint
    assert sheet["federated"] == {"issuer": ISSUER, "subject": SUBJECT, "audience": "api://AzureADTokenExchange"}
    shown = representative.types("value-sheet", "show", "contoso.totalsheet")
    assert "federated, otherwise certificate, otherwise secret" in shown.out
    assert CERTIFICATE.thumbprint in shown.out
    checked = representative.types("value-sheet", "check", "contoso.totalsheet", "--output", "json")
    assert checked.document["sheet"]["credential"] == sheet["credential"]


def test_page_for_people_says_how_total_signs_in(representative: Representative) -> None:
    sheet_of(creates(representative, "--certificate", "total.cer", "--handoff-url", HANDOFF_URL, "--page", "c.html"))
    page = (representative.home / "c.html").read_text(encoding="utf-8")
    assert "a certificate" in page
    assert CERTIFICATE.thumbprint in page
    assert HANDOFF_URL in page
    assert "expires after 24 months" not in page


def test_certificate_that_expires_soon_gets_a_warning(representative: Representative) -> None:
    done = creates(representative, "--certificate", "short.cer")
    assert done.status == 0
    assert "TOTAL's certificate expires on" in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--certificate", "total.key"), "contains a private key"),
        (("--credential", "certificate"), "requires TOTAL's certificate"),
        (("--credential", "secret", "--certificate", "total.cer"), "doesn't name it"),
        (("--credential", "federated", "--federated-issuer", ISSUER), "requires the issuer and the subject"),
        (("--certificate", "total.cer", "--expires", "600d"), "before the sheet does"),
        (("--handoff-url", "http://handoff.yourtotal.com"), "https://"),
        (("--handoff-url", "https://192.168.1.2/handoffs"), "isn't public"),
        (("--handoff-url", "https://10.1.2.3/handoffs"), "isn't public"),
        (("--handoff-url", "https://intranet/handoffs"), "isn't public"),
        (("--handoff-url", "https://ada:pw@handoff.yourtotal.com/"), "user name or password"),
        (("--handoff-url", "https://handoff.yourtotal.com/#x"), "query or a fragment"),
    ],
)
def test_options_that_cannot_be_used_make_no_sheet(
    representative: Representative, words: tuple[str, ...], says: str
) -> None:
    done = creates(representative, *words)
    assert done.status == 2, done.err
    assert says in done.document["problems"][0]["message"]
    assert not (representative.home / "contoso.totalsheet").exists()
    assert not any(line in done.out + done.err for line in private_key_lines())


def test_renewed_sheet_takes_the_next_certificate_and_keeps_the_rest(representative: Representative) -> None:
    kinds = ("--credential", "certificate", "--credential", "secret")
    sheet_of(creates(representative, *kinds, "--certificate", "total.cer", "--handoff-url", HANDOFF_URL))
    words = ("--certificate", "next.cer", "--out", "next.totalsheet", "--output", "json")
    renewed = sheet_of(representative.types("value-sheet", "renew", "Contoso", *words))
    assert renewed["credential"] == ["certificate", "secret"]
    assert renewed["certificate"]["expires_at"].startswith(f"{certificate(500).not_valid_after_utc:%Y-%m-%d}")
    assert renewed["handoff_url"] == HANDOFF_URL


def test_renewed_sheet_of_a_secret_can_change_to_a_certificate(representative: Representative) -> None:
    sheet_of(creates(representative))
    words = ("value-sheet", "renew", "Contoso", "--out", "next.totalsheet", "--output", "json")
    assert sheet_of(representative.types(*words, "--certificate", "total.cer"))["credential"] == ["certificate"]


def test_columns_give_each_customer_its_own_credential(representative: Representative) -> None:
    heading = "customer,redirect_uri,Credential,federated subject"
    rows = (f"Contoso,{URI},federated|secret,contoso", f"Fabrikam,{URI},certificate,", f"Wingtip,{URI},moon,")
    (representative.home / "customers.csv").write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    words = ("--from", "customers.csv", "--out-dir", "sheets", "--output", "json")
    done = representative.types(
        "value-sheet", "create", *words, "--certificate", "total.cer", "--federated-issuer", ISSUER
    )
    assert done.status == 5, done.err
    by_customer = {row["customer"]: row for row in done.document["rows"]}
    assert by_customer["Wingtip"]["faults"][0]["field"] == "credential"
    kinds = [
        representative.types("value-sheet", "show", by_customer[name]["path"], "--output", "json").document["sheet"]
        for name in ("Contoso", "Fabrikam")
    ]
    assert [one["credential"] for one in kinds] == [["federated", "secret"], ["certificate"]]
    assert [bool(one["certificate"]) for one in kinds] == [False, True]


def test_rows_of_an_earlier_version_are_not_made_again(representative: Representative) -> None:
    """An order without the newer values has the key that it had before there were any."""
    representative.has_customers(f"Contoso,contoso.com,{URI},,")
    assert representative.makes_them().status == 0
    again = representative.makes_them()
    assert [row["outcome"] for row in again.document["rows"]] == ["issued before"]
