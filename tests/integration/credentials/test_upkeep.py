"""A certificate or a federated credential in the years after the setup: drift, repair, expiry, and the teardown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.credentials.customer import Customer
from tests.support.certificates import Signer
from tests.support.portal import Portal
from tests.support.total_credentials import public_pem


@pytest.fixture(autouse=True)
def certificate_that_follows(tmp_path: Path) -> None:
    (tmp_path / "soon.cer").write_bytes(public_pem(45))


def does(customer: Customer, method: str, path: str, body: Any = None) -> Any:
    """Another administrator changes the application."""
    portal = Portal(customer.tenant, "cleo@contoso.com")
    return portal.does(method, f"applications/{customer.application['id']}{path}", body)


def drift(customer: Customer) -> list[Any]:
    status = customer.loop.types("status", "--output", "json")
    assert status.status == 7, status.err
    return list(status.document["drift"])


def test_removed_certificate_is_registered_again_and_handed_off(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    does(customer, "PATCH", "", {"keyCredentials": [Signer(name="somebody").credential]})
    found = {(one["step"], one["kind"]) for one in drift(customer)}
    assert found == {("certificate", "differs"), ("client-secret", "unmanaged")}
    repaired = customer.loop.types("status", "--repair", "--handoff", "again.totalhandoff", "--output", "json")
    assert {one["kind"] for one in repaired.document["drift"]} == {"unmanaged"}
    other, ours = customer.application["keyCredentials"]
    assert other["displayName"] == "CN=somebody"
    assert repaired.document["handoff"]["credential"]["key_id"] == ours["keyId"]


def test_changed_trust_is_corrected(customer: Customer) -> None:
    customer.gets_a_sheet("federated")
    assert customer.sets_up().status == 0
    (trust,) = customer.application["federatedIdentityCredentials"]
    does(customer, "PATCH", f"/federatedIdentityCredentials/{trust['id']}", {"subject": "customer:fabrikam"})
    (found,) = drift(customer)
    assert (found["step"], found["found"].split()[0]) == ("federated-credential", "customer:fabrikam")
    assert customer.loop.types("status", "--repair", "--output", "json").status == 0
    assert customer.application["federatedIdentityCredentials"] == [trust]


EVIL = {"issuer": "https://evil.example", "subject": "evil", "audiences": ["api://AzureADTokenExchange"]}


def test_trust_with_the_name_of_none_is_drift(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    does(customer, "POST", "/federatedIdentityCredentials", EVIL | {"name": "total-integration-e3b0c442"})
    (found,) = drift(customer)
    assert (found["kind"], found["found"]) == ("unmanaged", "total-integration-e3b0c442")


def test_trust_of_our_name_goes_if_another_takes_totals_tokens(customer: Customer) -> None:
    customer.gets_a_sheet("federated")
    assert customer.sets_up().status == 0
    (trust,) = customer.application["federatedIdentityCredentials"]
    values = {name: trust[name] for name in EVIL}
    does(customer, "PATCH", f"/federatedIdentityCredentials/{trust['id']}", EVIL)
    moved = does(customer, "POST", "/federatedIdentityCredentials", values | {"name": "backup"})
    (found,) = drift(customer)
    assert (found["step"], "evil of https://evil.example" in found["found"]) == ("federated-credential", True)
    assert customer.loop.types("status", "--repair", "--output", "json").status == 0
    assert [one["id"] for one in customer.application["federatedIdentityCredentials"]] == [moved["id"]]


def test_trust_of_before_with_other_tokens_is_drift(customer: Customer) -> None:
    customer.gets_a_sheet("federated")
    assert customer.sets_up().status == 0
    (trust,) = customer.application["federatedIdentityCredentials"]
    customer.gets_a_sheet("certificate", out="later.totalsheet")
    assert customer.sets_up(sheet="later.totalsheet", out="later.totalhandoff").status in (0, 5)
    does(customer, "PATCH", f"/federatedIdentityCredentials/{trust['id']}", EVIL)
    assert trust["name"] in {one["found"] for one in drift(customer) if one["kind"] == "unmanaged"}


def test_other_certificate_under_our_key_id_is_drift(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    (ours,) = customer.application["keyCredentials"]
    other = Signer(name="evil").credential
    stored = next(one for one in customer.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    stored["keyCredentials"] = [ours | {"key": other["key"], "displayName": "evil", "customKeyIdentifier": None}]
    found = {(one["kind"], one["found"]) for one in drift(customer)}
    assert ("unmanaged", "evil") in found


def test_ended_registration_is_drift_and_is_replaced(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    stored = next(one for one in customer.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    ended = stored["keyCredentials"][0]
    ended["endDateTime"] = "2026-01-01T00:00:00Z"
    (found,) = drift(customer)
    assert (found["step"], ended["keyId"] in found["sentence"]) == ("certificate", True)
    repaired = customer.loop.types("status", "--repair", "--handoff", "again.totalhandoff", "--output", "json")
    (new,) = customer.application["keyCredentials"]
    assert repaired.document["handoff"]["credential"]["key_id"] == new["keyId"] != ended["keyId"]


def test_expiry_is_the_registrations_if_that_is_earlier(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    assert customer.sets_up().status == 0
    stored = next(one for one in customer.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    stored["keyCredentials"][0]["endDateTime"] = "2090-01-01T00:00:00Z"
    late = customer.loop.types("status", "--output", "json").document["status"]["expiries"]
    stored["keyCredentials"][0]["endDateTime"] = soon = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%dT00:00:00Z}"
    early = customer.loop.types("status", "--output", "json").document["status"]["expiries"]
    (before,) = (one["expires_at"] for one in late if one["id"] == "certificate")
    (after,) = (one["expires_at"] for one in early if one["id"] == "certificate")
    assert before[:4] != "2090"
    assert after == soon


def test_certificate_that_expires_soon_is_announced(customer: Customer) -> None:
    customer.gets_a_sheet("certificate", certificate="soon.cer")
    assert customer.sets_up().status == 0
    status = customer.loop.types("status", "--output", "json").document["status"]
    (expiry,) = (one for one in status["expiries"] if one["id"] == "certificate")
    assert expiry["level"] == "warn"
    assert "rotate-secret --sheet FILE" in expiry["remedy"]
    assert customer.loop.types("status", "--ics", "ends.ics", "--output", "json").status == 0
    calendar = (customer.loop.home / "ends.ics").read_text(encoding="utf-8").replace("\n ", "")
    assert "ask TOTAL for a value sheet with a new certificate" in calendar


def test_accepted_trust_that_takes_other_tokens_later_is_drift(customer: Customer) -> None:
    customer.gets_a_sheet("certificate")
    app = Portal(customer.tenant, "cleo@contoso.com").create_application_in_portal("TOTAL")
    trust = does(customer, "POST", "/federatedIdentityCredentials", EVIL | {"name": "pipeline", "subject": "good"})
    done = customer.sets_up("--app-id", app["appId"])
    assert done.status == 0, done.err
    assert customer.loop.types("status", "--output", "json").status == 0
    does(customer, "PATCH", f"/federatedIdentityCredentials/{trust['id']}", {"subject": "evil"})
    (found,) = drift(customer)
    assert (found["kind"], found["found"]) == ("unmanaged", "pipeline")


def test_teardown_of_an_adopted_application_removes_what_setup_added(customer: Customer) -> None:
    customer.gets_a_sheet("federated")
    portal = Portal(customer.tenant, "cleo@contoso.com")
    app = portal.create_application_in_portal("TOTAL")
    portal.does("PATCH", f"applications/{app['id']}", {"keyCredentials": [Signer().credential]})
    before = customer.application["keyCredentials"]
    done = customer.sets_up("--app-id", app["appId"])
    assert done.status == 0, done.err
    assert customer.application["federatedIdentityCredentials"]
    ended = customer.loop.types("teardown", "--output", "json")
    assert ended.status == 0, ended.err
    left = customer.application
    assert (left["federatedIdentityCredentials"], left["keyCredentials"]) == ([], before)
