"""Who gets in: one address, once; one host; one origin; and a token in each form."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.integration.dashboard.signed_in import AUTHORITY, BASE, ORIGIN, Browser, Dashboard, token_of
from tests.integration.representative.entries import issued
from total_onboard.dashboard.access.gate import LARGEST_BODY
from total_onboard.dashboard.access.sessions import IDLE, Sessions
from total_onboard.dashboard.app import COOKIE, new_base


def test_sign_in_address_used_twice_is_refused(dashboard: Dashboard) -> None:
    address = f"{BASE}/sign-in?token={dashboard.sessions.token}"
    first = dashboard.browser().get(address)
    cookie = first.headers["set-cookie"]
    assert first.headers["location"] == f"{BASE}/"
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert f"Path={BASE}" in cookie
    again = dashboard.browser().get(address)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_sign_in_with_another_token_is_refused(dashboard: Dashboard, token: str) -> None:
    refused = dashboard.browser().get(f"{BASE}/sign-in", params={"token": token})
    assert refused.status_code == 403
    assert dashboard.sessions.token


@pytest.mark.parametrize("path", ["/", "/customers", "/customers/3f2504e0-4f89-41d3-9a0c-0305e82c3301"])
def test_page_without_a_session_shows_nothing(dashboard: Dashboard, path: str) -> None:
    issued(dashboard.ledger, customer="Contoso")
    answer = dashboard.browser().get(f"{BASE}{path}")
    assert answer.status_code == 401
    assert "Contoso" not in answer.text


def test_page_outside_the_secret_path_does_not_exist(dashboard: Dashboard, browser: Browser) -> None:
    assert browser.client.get("/").status_code == 404
    assert browser.client.get("/customers").status_code == 404
    assert len({new_base() for _ in range(9)}) == 9


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{AUTHORITY.split(':')[1]}", "127.0.0.1", "localhost"])
def test_request_for_another_host_is_refused(browser: Browser, host: str) -> None:
    assert browser.get("/", host=host).status_code == 421


@pytest.mark.parametrize("origin", [{}, {"origin": "null"}, {"origin": "https://evil.example"}])
def test_form_from_another_origin_is_refused(dashboard: Dashboard, browser: Browser, origin: dict[str, str]) -> None:
    sheet_id = issued(dashboard.ledger)
    csrf = token_of(browser.page("/"))
    data = {"csrf": csrf, "note": "x", "version": "1"}
    answer = browser.client.post(f"{BASE}/customers/{sheet_id}/note", data=data, headers=origin)
    assert answer.status_code == 403
    assert dashboard.ledger.lines()[0].note is None


@pytest.mark.parametrize("csrf", ["", "x", "é"])
def test_form_without_its_token_is_refused(dashboard: Dashboard, browser: Browser, csrf: str) -> None:
    sheet_id = issued(dashboard.ledger)
    data = {"csrf": csrf, "note": "x", "version": "1"}
    answer = browser.client.post(f"{BASE}/customers/{sheet_id}/note", data=data, headers=ORIGIN)
    assert answer.status_code == 403
    assert dashboard.ledger.lines()[0].note is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_page_opened_by_another_site_is_refused(browser: Browser, site: str) -> None:
    assert browser.get("/", **{"sec-fetch-site": site}).status_code == 403


def test_body_larger_than_allowed_is_refused(browser: Browser) -> None:
    large = {"csrf": token_of(browser.page("/")), "note": "x" * LARGEST_BODY}
    path = f"{BASE}/customers/3f2504e0-4f89-41d3-9a0c-0305e82c3301/note"
    assert browser.client.post(path, data=large, headers=ORIGIN).status_code == 413
    pieces = (b"note=" + b"x" * 100_000 for _ in range(60))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post(path, content=pieces, headers=ORIGIN | kind).status_code == 413


def test_every_answer_has_the_headers(dashboard: Dashboard, browser: Browser) -> None:
    for answer in (browser.get("/"), browser.get("/nowhere"), browser.get("/static/dashboard.js"), _refused(browser)):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def _refused(browser: Browser) -> TestClient:
    return browser.get("/", host="evil.example")  # type: ignore[return-value]


def test_session_unused_for_too_long_ends() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    session = sessions.redeem(sessions.token)
    assert session
    now[0] = IDLE - 1
    assert sessions.find(session.id) is session
    now[0] += IDLE + 1
    assert sessions.find(session.id) is None


def test_sign_out_ends_the_session_and_forgets_what_was_opened(dashboard: Dashboard, browser: Browser) -> None:
    cookie = browser.client.cookies.get(COOKIE)
    dashboard.services.memory.put("an opened hand-off")
    assert browser.post("/sign-out", "/").status_code == 200
    answer = dashboard.browser().get(f"{BASE}/", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 401
    assert not dashboard.services.memory._kept


def test_page_shows_a_hostile_name_as_text(dashboard: Dashboard, browser: Browser) -> None:
    issued(dashboard.ledger, customer='<img src=x onerror="alert(1)">\u202egnp.exe')
    for path in ("/", "/customers"):
        page = browser.page(path)
        assert "<img" not in page
        assert "&lt;img" in page
        assert "\u202e" not in page
