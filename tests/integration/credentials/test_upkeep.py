"""A certificate or a federated credential in the years after the setup: drift, repair, expiry, and the teardown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.credentials.test_loop import Customer, customer_of
from tests.support.certificates import Signer
from tests.support.issuer import running_issuer
from tests.support.portal import Portal
from tests.support.total_credentials import public_pem


@pytest.fixture
def customer(tmp_path: Path) -> Iterator[Customer]:
    with running_issuer(tmp_path) as (issuer, bundle):
        made = customer_of(tmp_path, "ready", issuer, bundle)
        (tmp_path / "soon.cer").write_bytes(public_pem(45))
        yield made
        made.tenant.stop()


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


def test_certificate_that_expires_soon_is_announced(customer: Customer) -> None:
    customer.gets_a_sheet("certificate", certificate="soon.cer")
    assert customer.sets_up().status == 0
    status = customer.loop.types("status", "--output", "json").document["status"]
    (expiry,) = (one for one in status["expiries"] if one["id"] == "certificate")
    assert expiry["level"] == "warn"
    assert "rotate-secret --sheet FILE" in expiry["remedy"]


def test_teardown_of_an_adopted_application_removes_what_setup_added(customer: Customer) -> None:
    customer.gets_a_sheet("federated")
    portal = Portal(customer.tenant, "cleo@contoso.com")
    app = portal.makes_an_application("TOTAL")
    portal.does("PATCH", f"applications/{app['id']}", {"keyCredentials": [Signer().credential]})
    before = customer.application["keyCredentials"]
    done = customer.sets_up("--app-id", app["appId"])
    assert done.status == 0, done.err
    assert customer.application["federatedIdentityCredentials"]
    ended = customer.loop.types("teardown", "--output", "json")
    assert ended.status == 0, ended.err
    left = customer.application
    assert (left["federatedIdentityCredentials"], left["keyCredentials"]) == ([], before)
