"""The passphrase of the keys: typed, or from TOTAL_ONBOARD_KEY_PASSPHRASE."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.dashboard.signed_in import NOWHERE, PASSPHRASE, Browser, Dashboard
from tests.integration.dashboard.test_files import answer_to, drop, issue
from tests.integration.dashboard.test_sheets import SIGN, typed
from total_onboard.core.secret import SecretText

NOTE = "empty: the one in TOTAL_ONBOARD_KEY_PASSPHRASE"


@pytest.fixture
def informed(tmp_path: Path) -> Dashboard:
    return Dashboard(tmp_path, reach=NOWHERE | {"key_passphrase": SecretText(PASSPHRASE)})


def test_empty_field_takes_the_passphrase_of_the_environment(informed: Dashboard) -> None:
    browser = informed.signed_in()
    review = typed(browser)
    page = browser.page(review)
    assert NOTE in page
    assert PASSPHRASE not in page
    files = browser.sends(review.replace("/review", "/sign"), review, data=SIGN | {"passphrase": ""})
    informed.services.memory.clear()
    browser.sends(files, files, data={"passphrase": ""})
    path = drop(browser, answer_to(issue(informed)))
    assert "Verified." in browser.page(browser.sends(f"{path}/open", path, data={"passphrase": ""}))
    browser.sends("/keys", "/keys", data={"name": "total-2028", "passphrase": "", "repeated": ""})
    informed.services.keys.opened("total-2028", SecretText(PASSPHRASE))


def test_typed_passphrase_comes_before_that_of_the_environment(informed: Dashboard) -> None:
    browser = informed.signed_in()
    review = typed(browser)
    wrong = browser.post(review.replace("/review", "/sign"), review, data=SIGN | {"passphrase": "wrong"})
    assert wrong.status_code == 400
    assert informed.ledger.lines() == ()


def test_missing_passphrase_is_asked_for(dashboard: Dashboard, browser: Browser) -> None:
    review = typed(browser)
    assert NOTE not in browser.page(review)
    missing = browser.post(review.replace("/review", "/sign"), review, data=SIGN | {"passphrase": ""})
    assert missing.status_code == 400
    assert "Enter the passphrase of your key, or set TOTAL_ONBOARD_KEY_PASSPHRASE" in missing.text
    assert dashboard.ledger.lines() == ()
