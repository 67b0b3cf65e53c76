"""The console takes a whole hand-off, from a shell or uploaded, and refuses what is none in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.console.browser import SECRET, Browser, set_up
from tests.sandbox.console.test_sign_in import ADA, provision
from tests.sandbox.provisioning.provisioned_tenant import CLIENT_ID, GROUP
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.console.state import Console, console_of
from total_onboard.sandbox.directory.store import Body

ANALYSTS = "6d1c1c4e-7a77-4d8e-9a3c-0b7f5b0f6d11"


@pytest.fixture
def tenant() -> Iterator[SandboxTenant]:
    """Everything is set up, people are provisioned, and TOTAL has heard of nothing."""
    with SandboxTenant.start(lag=(0.0, 0.0)) as one:
        set_up(one)
        provision(one, "objectId")
        console(one).sign_in = None
        console(one).accounts.admin_groups = ()
        yield one


def console(tenant: SandboxTenant) -> Console:
    return console_of(tenant.store, tenant.addresses.total)


def handoff(tenant: SandboxTenant, **other: Any) -> Body:
    groups = [
        {"id": GROUP, "name": "TOTAL-Admin", "role": "admin"},
        {"id": ANALYSTS, "name": "TOTAL-Analyst", "role": "analyst"},
    ]
    values = {"tenant_id": tenant.store.tenant_id, "client_id": CLIENT_ID, "client_secret": SECRET, "groups": groups}
    return {**values, "issuer": "https://issuer.example", **other}


def filed(tenant: SandboxTenant, **other: Any) -> str:
    """A plain hand-off file."""
    return json.dumps({"format": "total-handoff/v1", "sealed": False, "handoff": handoff(tenant, **other)})


def opened(tenant: SandboxTenant) -> str:
    """What opening a sealed one prints."""
    values = handoff(tenant, credentials="work", answers_issued_sheet="yes")
    return json.dumps({"schema": "total-onboard/v2", "command": "handoff open", "ok": True, "handoff": values})


def put(tenant: SandboxTenant, content: str) -> httpx.Response:
    return Browser(tenant).http.put(tenant.handoff_url, content=content)


def upload(tenant: SandboxTenant, content: str) -> httpx.Response:
    return Browser(tenant).http.post(tenant.handoff_url, files={"handoff": ("a.totalhandoff", content)})


@pytest.mark.parametrize("form", [filed, opened])
@pytest.mark.parametrize("way", [put, upload])
def test_with_it_who_was_provisioned_signs_in(tenant: SandboxTenant, way: Any, form: Any) -> None:
    assert way(tenant, form(tenant)).status_code in (200, 303)
    assert "Welcome, Ada Lindqvist" in Browser(tenant).sign_in(ADA).text
    assert console(tenant).accounts.admin_groups == (GROUP,), "an analyst is no administrator"


REFUSED = [
    ("nothing", "", "not an unencrypted hand-off"),
    ("a sealed one", "eyJhbGciOiJFQ0RILUVTIn0..x.y.z", "handoff open FILE --output json"),
    ("another document", '{"handoff": "contoso.totalhandoff"}', "not an unencrypted hand-off"),
    ("no client", {"client_id": SECRET}, "handoff.client_id"),
    ("groups without ids", {"groups": [{"role": SECRET}]}, "handoff.groups.0.id"),
    ("no secret", {"client_secret": None}, "contains no client secret"),
]


@pytest.mark.parametrize("way", [put, upload])
@pytest.mark.parametrize(("wrong", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_none_is_refused_in_words_and_changes_nothing(
    tenant: SandboxTenant, way: Any, wrong: str | Body, words: str
) -> None:
    answer = way(tenant, wrong if isinstance(wrong, str) else filed(tenant, **wrong))
    assert (answer.status_code, words in answer.text) == (400, True), answer.text
    assert SECRET not in answer.text
    assert console(tenant).sign_in is None


def test_one_that_tells_of_groups_alone_keeps_the_secret_of_its_application(tenant: SandboxTenant) -> None:
    put(tenant, filed(tenant))
    assert put(tenant, filed(tenant, client_secret=None, groups=[])).status_code == 200
    kept = console(tenant).sign_in
    assert kept
    assert (kept.client_secret, kept.admin_groups) == (SECRET, ())


def test_the_settings_page_has_a_place_for_it(tenant: SandboxTenant) -> None:
    page = Browser(tenant).at("/settings").text
    assert 'action="/settings/handoff" enctype="multipart/form-data"' in page
    assert 'name="handoff" type="file"' in page
