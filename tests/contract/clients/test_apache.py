"""Apache's mod_auth_openidc signs people in with what a hand-off says, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.clients.apache import CALLBACK, apache, free_port
from tests.contract.clients.installed import need_apache
from tests.e2e.conftest import PROMPTLY, Admin
from tests.e2e.loop import Loop
from tests.support.admin_session import AT_ONCE
from tests.support.chromium import chromium, need_chromium
from tests.support.set_up_once import OpenTenant
from total_onboard.sandbox.persona import load_persona

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.sweep
ADA, CLEO = "ada@contoso.com", "cleo@contoso.com"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenTenant, str]]:
    """A tenant that was set up with a sheet for Apache's address, and Apache, which knows the opened hand-off alone."""
    need_apache()
    need_chromium()
    home, port = tmp_path_factory.mktemp("apache"), free_port()
    redirect = {"redirect_uri": f"https://localhost:{port}{CALLBACK}"}
    persona = load_persona("ready").model_copy(update=AT_ONCE | redirect)
    with (
        OpenTenant.start(persona, auto_approve=PROMPTLY) as tenant,
        apache(opened_hand_off(Loop(Admin(home, tenant))), port, tenant.ca_bundle) as address,
    ):
        yield tenant, address


def opened_hand_off(loop: Loop) -> dict[str, Any]:
    """What TOTAL's representative gets out of the sealed file that the set-up wrote."""
    assert loop.makes_a_sheet().status == 0
    ended = loop.sets_up()
    assert ended.status == 0, ended.err
    opened = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json")
    values: dict[str, Any] = opened.document["handoff"]
    return values


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a browser that trusts every certificate of this machine."""
    with chromium() as opened:
        yield opened.new_context(ignore_https_errors=True).new_page()


def sign_in(page: Page, address: str, account: str, decision: str = "approve") -> None:
    page.goto(address)
    page.locator(f'input[name="account"][value="{account}"]').check()
    page.locator(f'button[value="{decision}"]').click()
    page.wait_for_load_state()


def test_ada_signs_in_at_apache_under_her_object_id_and_out_again(set_up: tuple[OpenTenant, str], page: Page) -> None:
    tenant, address = set_up
    ada = next(one for one in tenant.store.users.all_current() if one["userPrincipalName"] == ADA)
    sign_in(page, f"{address}/", ADA)
    assert page.title() == "TOTAL", page.content()
    shown = {name: page.locator(f"#{name}").inner_text() for name in ("oid", "email", "sub")}
    assert (shown["oid"], shown["email"], len(shown["sub"])) == (ada["id"], ada["mail"], 43)
    assert any(one.path == "/oidc/userinfo" for one in tenant.requests)
    page.goto(f"{address}{CALLBACK}?logout=https%3A%2F%2Flocalhost%3A1%2F")
    assert "You signed out of your account" in page.content()


def test_who_is_not_assigned_stays_at_microsoft(set_up: tuple[OpenTenant, str], page: Page) -> None:
    sign_in(page, f"{set_up[1]}/", CLEO)
    assert "AADSTS50105" in page.content()


def test_who_declines_is_told_by_apache(set_up: tuple[OpenTenant, str], page: Page) -> None:
    sign_in(page, f"{set_up[1]}/", ADA, "decline")
    assert (page.url.startswith(set_up[1]), "access_denied" in page.content()) == (True, True)
