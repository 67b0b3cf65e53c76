"""Another administrator's program writes the certificates of the application between two requests of a setup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.credentials.customer import Customer, customer_of
from tests.support.certificates import Signer
from tests.support.issuer import running_issuer
from tests.support.portal import Portal
from tests.support.total_credentials import TOTAL
from total_onboard.sandbox.http.faults import Kind

PAYROLL = Signer(name="payroll").credential


@pytest.fixture
def customer(tmp_path: Path) -> Iterator[Customer]:
    """A customer with an application that was made in the portal, with a certificate of a program."""
    with running_issuer(tmp_path) as (issuer, bundle):
        made = customer_of(tmp_path, "ready", issuer, bundle)
        made.gets_a_sheet("certificate")
        portal = Portal(made.tenant, "cleo@contoso.com")
        app = portal.create_application_in_portal("TOTAL")
        portal.does("PATCH", f"applications/{app['id']}", {"keyCredentials": [PAYROLL]})
        yield made
        made.tenant.stop()


def while_it_runs(customer: Customer, change: Callable[[list[Any], dict[str, Any]], list[Any] | None]) -> list[str]:
    """Before each request about the application, offer it to ``change``, until that returns another list."""
    stored = next(one for one in customer.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    changed: list[str] = []

    def act() -> None:
        ours = next((one for one in stored["keyCredentials"] if one["key"] == TOTAL.der), None)
        if ours and not changed and (new := change(stored["keyCredentials"], ours)) is not None:
            changed.append(ours["keyId"])
            stored["keyCredentials"] = new

    customer.tenant.faults.when(Kind.TOKENS_EXPIRE, act)
    path = rf"/v1\.0/applications/{stored['id']}"
    customer.tenant.faults.add({"kind": "tokens-expire", "method": "GET", "path": path, "times": 0})
    return changed


def sets_up(customer: Customer) -> Any:
    (app,) = (one for one in customer.tenant.store.applications.all_current() if one["displayName"] == "TOTAL")
    return customer.sets_up("--app-id", app["appId"])


def key_ids(customer: Customer) -> list[str]:
    return [one["keyId"] for one in customer.application["keyCredentials"]]


def test_certificate_that_another_program_overwrites_is_registered_again(customer: Customer) -> None:
    other = dict(customer.application["keyCredentials"][0]) | Signer(name="backup").credential
    changed = while_it_runs(customer, lambda there, ours: [*(one for one in there if one is not ours), other])
    done = sets_up(customer)
    assert done.status == 0, done.err
    assert changed
    assert key_ids(customer) == [PAYROLL["keyId"], other["keyId"], changed[0]]
    assert done.document["handoff"]["credential"]["key_id"] == changed[0]
    assert customer.opens("--certificate-key", "total.key")["credentials"] == "work"
    assert customer.loop.types("status", "--output", "json").document["drift"][0]["kind"] == "unmanaged"


def test_certificate_of_others_that_vanishes_is_named_in_a_warning(customer: Customer) -> None:
    changed = while_it_runs(customer, lambda _, ours: [ours])
    done = sets_up(customer)
    assert done.status == 0, done.err
    assert changed == key_ids(customer)
    (warning,) = (one for one in done.document["warnings"] if "disappeared during this run" in one)
    assert f"CN=payroll (key ID {PAYROLL['keyId']})" in warning
