"""Dropped files: recognized, verified, and their values copied one by one."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.integration.dashboard.signed_in import BASE, ORIGIN, PASSPHRASE, Browser, Dashboard, token_of
from tests.unit.exchange.samples import KEYS, NOW, OTHERS, handoff, made
from tests.unit.exchange.test_handoff_credential import TRUST, handoff_with
from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of
from total_onboard.exchange.handoff.sealed_handoff import seal
from total_onboard.exchange.value_sheet.create import CreatedSheet

SECRET = "s3cr3t-value"


def issue(dashboard: Dashboard, **said: Any) -> CreatedSheet:
    """A sheet that was issued with this ledger."""
    sheet = made(tenant=None, **said)
    with dashboard.ledger.issuing() as issuing:
        issuing.record(entry_of(sheet, KEYS), None, file_of(sheet, KEYS))
    return sheet


def answer_to(sheet: CreatedSheet, **said: Any) -> str:
    """The hand-off that a customer makes with it."""
    return handoff().model_copy(update={"recipient": sheet.sheet.recipient, "created_at": NOW, **said}).content()


def drop(browser: Browser, content: str | bytes, name: str = "contoso.totalhandoff") -> str:
    return browser.sends("/files", "/files", files={"file": (name, content)})


def unlock(browser: Browser, path: str, **said: str) -> str:
    return browser.sends(f"{path}/open", path, data={"passphrase": PASSPHRASE, **said})


def test_new_hand_off_is_verified_recorded_and_hides_its_secret(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard)
    path = drop(browser, answer_to(sheet))
    assert "New" in browser.page(path)
    opened = browser.page(unlock(browser, path))
    assert "Verified." in opened
    assert "c0ffee00-0000-4000-8000-000000000001" in opened
    assert SECRET not in opened
    (line,) = dashboard.ledger.lines()
    assert line.handoffs[0].received_by == "ada"
    assert SECRET not in browser.page(f"/customers/{line.id}")


def test_hand_off_with_another_credential_than_its_sheet_is_not_called_verified(
    dashboard: Dashboard, browser: Browser
) -> None:
    said = {"recipient": issue(dashboard).sheet.recipient, "created_at": NOW}
    answer = handoff_with(TRUST).model_copy(update=said).content()
    opened = browser.page(unlock(browser, drop(browser, answer)))
    assert "names another credential than its sheet offers" in opened
    assert "Verified." not in opened


@pytest.mark.parametrize("how", ["copy", "show"])
def test_secret_is_given_on_request_and_the_request_is_recorded(
    dashboard: Dashboard, browser: Browser, how: str
) -> None:
    sheet = issue(dashboard)
    path = unlock(browser, drop(browser, answer_to(sheet)))
    given = browser.post(f"{path}/value", path, data={"field": "client_secret", "how": how})
    assert SECRET in given.text
    assert (given.text == SECRET) == (how == "copy")
    assert given.headers["cache-control"] == "no-store"
    last = dashboard.ledger.events([sheet.sheet.id])[0]
    assert (last.by, last.action) == ("ada", "client secret copied" if how == "copy" else "client secret shown")
    assert SECRET not in browser.page(path)


def test_value_asked_for_by_address_alone_is_refused(dashboard: Dashboard, browser: Browser) -> None:
    path = unlock(browser, drop(browser, answer_to(issue(dashboard))))
    assert browser.get(f"{path}/value?field=client_secret").status_code == 405


def test_same_and_older_hand_offs_are_named(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard)
    text = answer_to(sheet)
    unlock(browser, drop(browser, text))
    assert "Same file again" in browser.page(drop(browser, text))
    older = drop(browser, _made_earlier(sheet))
    assert "Older" in browser.page(older)
    page = browser.page(unlock(browser, older))
    assert "Older" in page
    assert "Outdated" in page


def _made_earlier(sheet: CreatedSheet) -> str:
    """The customer's first hand-off, which arrives late."""
    earlier = handoff().model_copy(update={"recipient": sheet.sheet.recipient, "created_at": NOW - timedelta(days=2)})
    recipient = sheet.sheet.recipient
    text = seal(earlier.document(), earlier.tenant_id, recipient)
    return _with_filing_time(text, sheet, earlier.document())


def _with_filing_time(text: str, sheet: CreatedSheet, document: dict[str, Any]) -> str:
    from total_onboard.exchange import jose
    from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, TYP

    filing = {**jose.header_of(text)[OUTSIDE], "created_at": (NOW - timedelta(days=2)).isoformat()}
    key = sheet.sheet.handoff_key
    return jose.seal_to_key(json.dumps(document).encode(), key.key, typ=TYP, kid=key.kid, outside={OUTSIDE: filing})


def test_foreign_hand_off_is_refused_unless_it_is_confirmed(dashboard: Dashboard, browser: Browser) -> None:
    path = drop(browser, answer_to(made(tenant=None)))
    assert "Foreign" in browser.page(path)
    refused = browser.post(f"{path}/open", path, data={"passphrase": PASSPHRASE})
    assert refused.status_code == 400
    assert "no such sheet was issued here" in refused.text
    assert "isn&#39;t in a ledger here" in browser.page(unlock(browser, path, any_sheet="yes"))
    assert dashboard.ledger.lines() == ()


def test_unsealed_hand_off_is_named_and_not_recorded(dashboard: Dashboard, browser: Browser) -> None:
    issue(dashboard)
    plain = handoff().model_copy(update={"recipient": None}).content()
    page = browser.page(drop(browser, plain))
    assert "Not sealed" in page
    assert SECRET not in page
    assert dashboard.ledger.lines()[0].handoffs == ()


def test_hand_off_of_another_customers_key_is_refused(dashboard: Dashboard, browser: Browser) -> None:
    sheet = made(OTHERS, tenant=None)
    path = drop(browser, answer_to(sheet))
    refused = browser.post(f"{path}/open", path, data={"passphrase": PASSPHRASE, "any_sheet": "yes"})
    assert "No key on this computer opens it" in refused.text


def test_wrong_passphrase_opens_nothing_and_can_be_typed_again(dashboard: Dashboard, browser: Browser) -> None:
    path = drop(browser, answer_to(issue(dashboard)))
    wrong = browser.post(f"{path}/open", path, data={"passphrase": "something else"})
    assert "doesn&#39;t open the key" in wrong.text
    assert "something else" not in wrong.text
    assert dashboard.ledger.lines()[0].handoffs == ()
    unlock(browser, path)


def test_hand_off_in_the_ledger_is_opened_again(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard)
    unlock(browser, drop(browser, answer_to(sheet)))
    customer = f"/customers/{sheet.sheet.id}"
    path = browser.sends(f"{customer}/handoff", customer)
    assert "Same file again" in browser.page(unlock(browser, path))
    assert len(dashboard.ledger.lines()[0].handoffs) == 1


def test_own_sheet_is_verified_and_leads_to_the_customer(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard)
    page = browser.page(drop(browser, sheet.text, "contoso.totalsheet"))
    assert "The signature holds." in page
    assert sheet.fingerprint in page
    assert f"{BASE}/customers/{sheet.sheet.id}" in page
    foreign = browser.page(drop(browser, made().text, "contoso.totalsheet"))
    assert "doesn't contain the sheet" in foreign


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
    "page": (b"<html>hello</html>", "It is an HTML or XML page"),
    "too large": (b"x" * 3_000_000, "too large"),
    "own key": (json.dumps(KEYS.public.document()).encode(), "is a public key"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_unusable_file_is_named(browser: Browser, case: str) -> None:
    content, why = UNUSABLE[case]
    answer = browser.post("/files", "/files", files={"file": ("../../etc/<b>.txt", content)})
    assert answer.status_code == 400
    assert why in answer.text
    assert "<b>" not in answer.text


def test_changed_sheet_is_refused(dashboard: Dashboard, browser: Browser) -> None:
    head, body, signature = issue(dashboard).text.strip().split(".")
    changed = f"{head}.{body[:-4]}AAAA.{signature}"
    answer = browser.post("/files", "/files", files={"file": ("contoso.totalsheet", changed)})
    assert answer.status_code == 400
    assert "signature" in answer.text


def test_checklist_of_a_hand_off_is_ticked_on_the_page(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard)
    unlock(browser, drop(browser, answer_to(sheet)))
    path = f"/customers/{sheet.sheet.id}"
    for step in ("entered", "tested", "informed", "finished"):
        page = browser.page(path)
        fields = {name: re.findall(rf'name="{name}" value="(\d+)"', page)[0] for name in ("version", "handoff")}
        browser.sends(f"{path}/checklist", path, data={**fields, "step": step, "done": "yes"})
    (checklist,) = dashboard.ledger.checklists([sheet.sheet.id])
    assert checklist.entered_by == checklist.finished_by == "ada"
    assert [one.action for one in dashboard.ledger.events([sheet.sheet.id])][:4] == [
        "finished",
        "informed",
        "tested",
        "entered",
    ]


def test_change_of_an_entry_that_a_colleague_changed_is_refused(tmp_path: Path) -> None:
    ada = Dashboard(tmp_path)
    sheet = issue(ada)
    grace = Dashboard(tmp_path, user="grace")
    path, browsers = f"/customers/{sheet.sheet.id}", [ada.signed_in(), grace.signed_in()]
    forms = [
        {"csrf": token_of(page), "version": re.findall(r'name="version" value="(\d+)"', page)[0]}
        for page in (one.page(path) for one in browsers)
    ]
    answers = [
        one.client.post(f"{BASE}{path}/note", data={**form, "note": f"note {number}"}, headers=ORIGIN)
        for number, (one, form) in enumerate(zip(browsers, forms, strict=True))
    ]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert "Someone else changed this entry" in answers[1].text
    assert ada.ledger.lines()[0].note == "note 0"
    assert ada.ledger.events([UUID(str(sheet.sheet.id))])[0].detail == "note 0"


def test_step_of_an_impossible_hand_off_is_refused(dashboard: Dashboard, browser: Browser) -> None:
    path = f"/customers/{issue(dashboard).sheet.id}"
    data = {"step": "entered", "handoff": "1" * 5000, "version": "1", "done": "yes"}
    assert browser.post(f"{path}/checklist", path, data=data).status_code == 400


def test_customer_called_like_a_tried_passphrase_keeps_its_name(dashboard: Dashboard, browser: Browser) -> None:
    sheet = issue(dashboard, customer="Contoso GmbH")
    path = drop(browser, answer_to(sheet))
    assert browser.post(f"{path}/open", path, data={"passphrase": "Contoso GmbH"}).status_code == 400
    assert "Contoso GmbH" in browser.page("/customers")
    assert "Contoso GmbH" in browser.get("/export.csv").text
