from __future__ import annotations

import threading
import webbrowser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.browser.browser_flow import open_page
from total_onboard.entra.sign_in.person.device_code import DeviceCode

from .microsoft import PENDING, Microsoft, request_for, tokens_for


class Browser:
    """Somebody who visits the page, and is sent back with a form, as Microsoft does."""

    def __init__(self, **form: str) -> None:
        self.form = form
        self.address: dict[str, str] = {}

    def visit(self, address: str) -> None:
        self.address = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        threading.Thread(target=self._come_back).start()

    def _come_back(self) -> None:
        form = urlencode({"state": self.address["state"], **self.form})
        there = HTTPConnection(urlsplit(self.address["redirect_uri"]).netloc, timeout=10)
        there.request("POST", "/", form, {"Content-Type": "application/x-www-form-urlencoded"})
        there.getresponse().read()


def test_the_code_that_came_back_is_exchanged_with_its_proof(microsoft: Microsoft, tmp_path: Path) -> None:
    browser = Browser(code="the-code")

    def visit(address: str) -> None:
        browser.visit(address)
        microsoft.tokens = [tokens_for("ada@contoso.com", nonce=browser.address["nonce"])]

    session = sign_in(request_for(tmp_path, method="browser"), show_code=lambda code: None, show_address=visit)

    assert session.username == "ada@contoso.com"
    assert browser.address["code_challenge_method"] == "S256"
    assert browser.address["redirect_uri"].startswith("http://localhost:")
    assert microsoft.asked[-1]["code"] == "the-code"
    assert microsoft.asked[-1]["code_verifier"]


def test_a_token_that_was_made_for_another_sign_in_is_not_believed(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("eve@contoso.com", nonce="of-another-sign-in")]
    browser = Browser(code="the-code")

    with pytest.raises(SignInFailed, match="doesn't match"):
        sign_in(request_for(tmp_path, method="browser"), show_code=lambda code: None, show_address=browser.visit)


def test_a_refusal_on_the_page_is_told_in_our_words(microsoft: Microsoft, tmp_path: Path) -> None:
    browser = Browser(error="access_denied", error_description="AADSTS65004: User declined to consent.")

    with pytest.raises(SignInFailed, match="not accepted"):
        sign_in(request_for(tmp_path, method="browser"), show_code=lambda code: None, show_address=browser.visit)


def test_a_machine_without_a_browser_leads_to_the_device_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", nothing)

    with pytest.raises(SignInFailed) as caught:
        open_page("https://login.example.test")
    assert "--sign-in device-code" in caught.value.remedy


def test_who_wants_the_browser_after_all_goes_on_there_and_needs_no_code(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [PENDING]
    browser, wishes = Browser(code="the-code"), [True]
    shown: list[DeviceCode] = []

    def visit(address: str) -> None:
        browser.visit(address)
        microsoft.tokens = [tokens_for("ada@contoso.com", nonce=browser.address["nonce"])]

    session = sign_in(
        request_for(tmp_path),
        show_code=shown.append,
        show_address=visit,
        other_way=lambda: bool(wishes and wishes.pop()),
    )

    assert session.username == "ada@contoso.com"
    assert len(shown) == 1
    assert microsoft.asked[-1]["grant_type"] == "authorization_code"


def test_who_has_no_browser_after_all_gets_a_code(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    wishes: list[bool] = [True]
    shown: list[DeviceCode] = []

    session = sign_in(
        request_for(tmp_path, method="browser"),
        show_code=shown.append,
        show_address=lambda address: None,
        other_way=lambda: bool(wishes and wishes.pop()),
    )

    assert session.username == "ada@contoso.com"
    assert [code.user_code for code in shown] == ["ABCD-EFGH"]
