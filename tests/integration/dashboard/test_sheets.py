"""New value sheets: the rules of the command line, a review, one signature, and the files for the customer."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest

from tests.integration.dashboard.signed_in import PASSPHRASE, Browser, Dashboard
from tests.unit.exchange.samples import KEYS
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.signature import verify_sheet

TOKEN = "canary-token-of-contoso"
FORM = {
    "customer": "Contoso",
    "tenant": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "redirect_uri": "https://app.yourtotal.com/auth/oidc/callback",
    "scim_url": "https://scim.yourtotal.com/contoso/scim/v2",
    "scim_token": TOKEN,
    "contact": "Ada, +1 555 0100",
}
SIGN = {"key": "total-emea", "passphrase": PASSPHRASE}


def typed(browser: Browser, **said: str) -> str:
    """Send the form, and return where it leads."""
    return browser.sends("/sheets/new", "/sheets/new", data=FORM | said)


def signed(browser: Browser, **said: str) -> UUID:
    """Review and sign; the sheet's ID."""
    review = typed(browser, **said)
    files = browser.sends(review.replace("/review", "/sign"), review, data=SIGN)
    return UUID(files.split("/")[2])


def test_form_review_and_signature_make_a_sheet(dashboard: Dashboard, browser: Browser) -> None:
    review = typed(browser)
    page = browser.page(review)
    assert "Ada, +1 555 0100" in page
    assert TOKEN not in page
    assert dashboard.ledger.lines() == ()
    files = browser.sends(review.replace("/review", "/sign"), review, data=SIGN)
    (line,) = dashboard.ledger.lines()
    assert (line.customer, line.issued_by, line.has_scim_values) == ("Contoso", "ada", True)
    text = browser.get(f"{files}/sheet")
    assert "contoso.totalsheet" in text.headers["content-disposition"]
    verified = verify_sheet(text.text, "contoso.totalsheet", TrustedKeys((KEYS.public.signing,), "a test"))
    assert str(verified.sheet.id) == str(line.id)


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no customer": ({"customer": ""}, "It is empty."),
    "http": ({"redirect_uri": "http://app.example/callback"}, "https"),
    "no path": ({"scim_url": "https://scim.example"}, "has no path"),
    "token in two": ({"scim_token": "two words"}, "SCIM token"),
    "months": ({"secret_months": "99"}, "months"),
    "group": ({"group": "TOTAL-Analyst"}, "role"),
    "day": ({"expires": "soon"}, "isn&#39;t a date"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_field_is_marked_and_what_was_typed_is_kept(dashboard: Dashboard, browser: Browser, case: str) -> None:
    said, why = WRONG[case]
    edit = typed(browser, **said)
    page = browser.page(edit)
    assert edit.endswith("/edit")
    (name,) = said
    assert f'id="{name}-fault"' in page
    assert why in page
    assert "Ada, +1 555 0100" in page
    assert TOKEN not in page
    assert browser.get(edit.replace("/edit", "/review")).status_code == 400
    assert dashboard.ledger.lines() == ()


def test_corrected_form_keeps_the_token_that_was_given(dashboard: Dashboard, browser: Browser) -> None:
    edit = typed(browser, customer="")
    review = browser.sends(edit, edit, data=FORM | {"scim_token": ""})
    browser.sends(review.replace("/review", "/sign"), review, data=SIGN)
    assert dashboard.ledger.lines()[0].has_scim_values


def test_what_no_single_field_knows_is_named_in_the_review(browser: Browser) -> None:
    page = browser.page(typed(browser, scim_url=""))
    assert "There is a SCIM token, but no SCIM address." in page
    assert "Sign it" not in page
    assert "no SCIM token" in browser.page(typed(browser, scim_token=""))


def test_wrong_passphrase_signs_nothing_and_the_draft_stays(dashboard: Dashboard, browser: Browser) -> None:
    review = typed(browser)
    sign = review.replace("/review", "/sign")
    assert browser.post(sign, review, data=SIGN | {"passphrase": "wrong"}).status_code == 400
    assert dashboard.ledger.lines() == ()
    browser.sends(sign, review, data=SIGN)


def test_second_click_signs_no_second_sheet(dashboard: Dashboard, browser: Browser) -> None:
    review = typed(browser)
    page = browser.page(review)
    sign = review.replace("/review", "/sign")
    browser.sends(sign, "/", data=SIGN)
    assert browser.post(sign, "/", data=SIGN).status_code == 400
    assert len(dashboard.ledger.lines()) == 1
    assert page


def test_passphrase_is_shown_once_and_opens_the_token(dashboard: Dashboard, browser: Browser) -> None:
    sheet_id = signed(browser)
    files, phone = f"/customers/{sheet_id}/files", f"/customers/{sheet_id}/phone"
    text = browser.get(f"{files}/sheet").text
    sealed = verify_sheet(text, "sheet", TrustedKeys((KEYS.public.signing,), "a test")).sheet.sealed_scim_token
    pages = browser.page(files) + browser.page(phone)
    shown = browser.post(f"/customers/{sheet_id}/passphrase", phone).text
    words = re.findall(r'class="fingerprint">([^<]+)<', shown)[0]
    assert sealed
    assert open_token(sealed, SecretText(words)).reveal(to="the test itself, here") == TOKEN
    assert words not in pages
    assert browser.post(f"/customers/{sheet_id}/passphrase", phone).status_code == 400
    assert words not in browser.page(phone) + browser.page(files) + browser.page(f"/customers/{sheet_id}")
    assert dashboard.ledger.events([sheet_id])[0].action == "passphrase shown"


def test_mail_holds_the_commands_and_no_secret(browser: Browser) -> None:
    sheet_id = signed(browser)
    page = html.unescape(browser.page(f"/customers/{sheet_id}/files"))
    mail = page.split('id="mail"')[1].split("</textarea>")[0]
    assert "total-onboard value-sheet check contoso.totalsheet" in mail
    assert "I never send it by mail" in mail
    assert TOKEN not in mail
    assert KEYS.public.signing.fingerprint not in mail


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_pages_are_printed_on_paper_of_both_countries(browser: Browser, paper: str) -> None:
    files = f"/customers/{signed(browser)}/files"
    pdf = browser.get(f"{files}/pdf?paper={paper}").content
    width = {"a4": b"595.28", "letter": b"612"}[paper]
    assert pdf.startswith(b"%PDF")
    assert width in pdf
    page = browser.get(f"{files}/page")
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert "sha256-" in page.headers["content-security-policy"]


def test_files_closed_by_time_open_again_with_the_passphrase(dashboard: Dashboard, browser: Browser) -> None:
    files = f"/customers/{signed(browser)}/files"
    first = browser.get(f"{files}/sheet").text
    dashboard.services.memory.clear()
    assert browser.get(f"{files}/sheet").status_code == 400
    browser.sends(files, files, data={"passphrase": PASSPHRASE})
    assert browser.get(f"{files}/sheet").text == first


def version(page: str) -> str:
    return str(re.findall(r'name="version" value="(\d+)"', page)[0])


def renewed(browser: Browser, sheet_id: UUID, **said: str) -> str:
    """Open the values of a sheet, change some, and return the review."""
    customer = f"/customers/{sheet_id}"
    data = {"passphrase": PASSPHRASE, "version": version(browser.page(customer))}
    edit = browser.sends(f"{customer}/renew", customer, data=data)
    page = browser.page(edit)
    assert 'value="Ada, +1 555 0100"' in html.unescape(page)
    assert TOKEN not in page
    return browser.sends(edit, edit, data=FORM | {"scim_token": ""} | said)


def test_renewed_sheet_keeps_the_sealed_token_and_replaces_the_earlier(dashboard: Dashboard, browser: Browser) -> None:
    first = signed(browser)
    review = renewed(browser, first, contact="Grace, +1 555 0101")
    assert "same passphrase" in browser.page(review)
    browser.sends(review.replace("/review", "/sign"), review, data=SIGN)
    newest, older = dashboard.ledger.lines()
    assert older.id == first
    assert older.replaced_by == newest.id
    assert newest.has_scim_values
    assert dashboard.ledger.overview().all == 1


def test_renewal_of_a_sheet_that_a_colleague_changed_is_refused(dashboard: Dashboard, browser: Browser) -> None:
    first = signed(browser)
    review = renewed(browser, first)
    note: dict[str, Any] = {"note": "wait", "version": version(browser.page(f"/customers/{first}"))}
    browser.sends(f"/customers/{first}/note", f"/customers/{first}", data=note)
    refused = browser.post(review.replace("/review", "/sign"), review, data=SIGN)
    assert refused.status_code == 409
    assert len(dashboard.ledger.lines()) == 1


def test_comparison_on_the_phone_is_recorded_with_name_and_time(dashboard: Dashboard, browser: Browser) -> None:
    sheet_id = signed(browser)
    phone = f"/customers/{sheet_id}/phone"
    page = browser.page(phone)
    assert KEYS.public.signing.fingerprint in page
    data = {"partner": "Bo of Contoso", "version": version(page)}
    browser.sends(f"/customers/{sheet_id}/compared", phone, data=data)
    page = browser.page(phone)
    assert "Compared by ada on" in page
    assert "Bo of Contoso" in page


def test_withdrawal_needs_a_reason_and_is_shown(dashboard: Dashboard, browser: Browser) -> None:
    customer = f"/customers/{signed(browser)}"
    data = {"reason": "", "version": version(browser.page(customer))}
    assert browser.post(f"{customer}/withdraw", customer, data=data).status_code == 400
    browser.sends(f"{customer}/withdraw", customer, data=data | {"reason": "wrong tenant"})
    assert "wrong tenant" in browser.page(customer)
    assert dashboard.ledger.lines()[0].withdrawn_by == "ada"


def test_passphrase_waits_while_the_audit_trail_cannot_be_written(
    dashboard: Dashboard, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet_id = signed(browser)
    phone = f"/customers/{sheet_id}/phone"
    with monkeypatch.context() as failing:
        failing.setattr(dashboard.ledger, "note_event", lambda *_: 1 / 0)
        assert browser.post(f"/customers/{sheet_id}/passphrase", phone).status_code == 500
    assert browser.post(f"/customers/{sheet_id}/passphrase", phone).status_code == 200
