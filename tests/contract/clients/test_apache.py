"""Apache's mod_auth_openidc signs people in with what a hand-off says, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.clients.apache import CALLBACK, apache, free_port
from tests.contract.clients.installed import need_apache
from tests.support.admin_session import AdminSession
from tests.support.chromium import chromium, need_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.sweep
ADA, CLEO = "ada@contoso.com", "cleo@contoso.com"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AdminSession, str]]:
    """A tenant that the tool set up for Apache's address, and Apache, which knows the hand-off alone."""
    need_apache()
    need_chromium()
    home, port = tmp_path_factory.mktemp("apache"), free_port()
    session = AdminSession(home)
    try:
        session.environment["TOTAL_ONBOARD_REDIRECT_URI"] = f"https://localhost:{port}{CALLBACK}"
        session.sets_up()
        with apache(the_hand_off(home), port, session.tenant.ca_bundle) as address:
            yield session, address
    finally:
        session.tenant.stop()


def the_hand_off(home: Path) -> dict[str, Any]:
    document = json.loads((home / "first.totalhandoff").read_text(encoding="utf-8"))
    values: dict[str, Any] = document["handoff"]
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


def test_ada_signs_in_at_apache_under_her_object_id_and_out_again(set_up: tuple[AdminSession, str], page: Page) -> None:
    session, address = set_up
    ada = next(one for one in session.tenant.store.users.all_true() if one["userPrincipalName"] == ADA)
    sign_in(page, f"{address}/", ADA)
    assert page.title() == "TOTAL", page.content()
    shown = {name: page.locator(f"#{name}").inner_text() for name in ("oid", "email", "sub")}
    assert (shown["oid"], shown["email"], len(shown["sub"])) == (ada["id"], ada["mail"], 43)
    assert any(one.path == "/oidc/userinfo" for one in session.tenant.requests)
    page.goto(f"{address}{CALLBACK}?logout=https%3A%2F%2Flocalhost%3A1%2F")
    assert "You signed out of your account" in page.content()


def test_who_is_not_assigned_stays_at_microsoft(set_up: tuple[AdminSession, str], page: Page) -> None:
    sign_in(page, f"{set_up[1]}/", CLEO)
    assert "AADSTS50105" in page.content()


def test_who_declines_is_told_by_apache(set_up: tuple[AdminSession, str], page: Page) -> None:
    sign_in(page, f"{set_up[1]}/", ADA, "decline")
    assert (page.url.startswith(set_up[1]), "access_denied" in page.content()) == (True, True)
