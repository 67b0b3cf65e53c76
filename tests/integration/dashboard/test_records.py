"""Calendar, export, audit trail and keys."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.dashboard.signed_in import PASSPHRASE, Browser, Dashboard
from tests.integration.dashboard.test_lists import counted, populated
from tests.integration.representative.entries import handoff, issued
from tests.unit.exchange.samples import KEYS
from total_onboard.exchange.keys.private_keys import KeyState


def test_calendar_groups_what_expires_by_month(dashboard: Dashboard, browser: Browser) -> None:
    ends = datetime(datetime.now(UTC).year + 1, 6, 15, tzinfo=UTC)
    dashboard.ledger.record_handoff(issued(dashboard.ledger), handoff(secret_ends_at=ends))
    issued(dashboard.ledger, customer="Fabrikam", expires_at=ends + timedelta(days=60))
    issued(dashboard.ledger, customer="Tailspin", expires_at=ends + timedelta(days=9000))
    page = browser.page(f"/calendar?period={ends:%Y-%m}")
    assert f"{ends:%B %Y} <span" in page
    assert "Contoso" in page
    assert "Fabrikam" not in page
    assert "Tailspin" in browser.page("/calendar?period=later")
    with counted(dashboard.ledger) as statements:
        browser.page("/calendar")
    assert len([one for one in statements if one.startswith("SELECT")]) == 2


def test_calendar_file_has_every_expiry(dashboard: Dashboard, browser: Browser) -> None:
    populated(dashboard.ledger, 30)
    answer = browser.get("/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") >= 20


def test_export_holds_the_filtered_list_and_no_formula(dashboard: Dashboard, browser: Browser) -> None:
    issued(dashboard.ledger, customer='=HYPERLINK("x")')
    issued(dashboard.ledger, customer="Fabrikam", tenant="fabrikam.com")
    rows = list(csv.reader(io.StringIO(browser.get("/export.csv").text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("x")', "Fabrikam"]
    assert browser.get("/export.csv?search=fabri").text.count("Fabrikam") == 1
    assert dashboard.ledger.events()[0].action == "list exported"


def test_audit_trail_names_who_did_what(dashboard: Dashboard, browser: Browser) -> None:
    sheet_id = issued(dashboard.ledger, issued_by="grace")
    dashboard.ledger.record_handoff(sheet_id, handoff(received_by="ada"))
    page = browser.page("/audit")
    assert page.index("hand-off opened") < page.index("issued")
    assert "grace" in page
    assert "Contoso" in page


def test_keys_are_listed_with_state_and_their_public_halves(browser: Browser) -> None:
    page = browser.page("/keys")
    assert "in use" in page
    assert KEYS.public.signing.fingerprint in page
    public = browser.get("/keys/total-emea/public").json()
    assert public == KEYS.public.document()
    assert '"d"' not in str(public)


NEXT = {"name": "total-emea-2027", "passphrase": "several good words", "repeated": "several good words"}
REFUSED = {
    "other passphrase": ({"repeated": "several other words"}, "differ"),
    "short passphrase": ({"passphrase": "short", "repeated": "short"}, "fewer than 8"),
    "taken name": ({"name": "total-emea"}, "total-emea"),
    "path as name": ({"name": "../../x"}, "name of a key"),
}


def test_next_key_is_created_and_can_sign(dashboard: Dashboard, browser: Browser) -> None:
    browser.sends("/keys", "/keys", data=NEXT)
    folder = dashboard.services.keys
    assert folder.state("total-emea-2027", datetime.now(UTC)) is KeyState.CURRENT
    assert "several good words" not in browser.page("/keys")


@pytest.mark.parametrize("case", REFUSED)
def test_key_that_cannot_be_is_refused(dashboard: Dashboard, browser: Browser, case: str) -> None:
    said, why = REFUSED[case]
    answer = browser.post("/keys", "/keys", data=NEXT | said)
    assert answer.status_code == 400
    assert why in answer.text
    assert dashboard.services.keys.names() == ("total-emea",)


def test_key_is_revoked_after_its_name_was_typed(dashboard: Dashboard, browser: Browser) -> None:
    path, data = "/keys/total-emea/revoke", {"passphrase": PASSPHRASE}
    assert browser.post(path, "/keys", data=data | {"name": "total"}).status_code == 400
    browser.sends(path, "/keys", data=data | {"name": "total-emea"})
    assert "revoked" in browser.page("/keys")
    assert browser.get("/keys/total-emea/revocation").status_code == 200
    assert dashboard.ledger.events()[0].action == "key revoked"
