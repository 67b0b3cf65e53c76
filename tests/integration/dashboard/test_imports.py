"""Import of a list: columns, cells that are corrected in place, signatures, and no secret on a page."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.integration.dashboard.signed_in import BASE, ORIGIN, PASSPHRASE, Browser, Dashboard, token_of
from tests.support.total_credentials import public_pem
from tests.unit.exchange.samples import KEYS, OTHERS
from total_onboard.core.secret import SecretText
from total_onboard.dashboard.sheets.import_drafts import MOST_COLUMNS
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.ledger.issue_sheets import Issuing
from total_onboard.exchange.ledger.location import LedgerUnavailable
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.signature import verify_sheet

TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c330{}"
URI = "https://app.yourtotal.com/auth/oidc/callback"
HEADING = "Company;Tenant;Redirect URL;SCIM URL;SCIM token;Remark"
SIGN = {"key": "total-emea", "passphrase": PASSPHRASE}


def line(number: int, uri: str = URI, token: str = "canary-token-of-{}") -> str:
    name = f"Customer {number}"
    return f"{name};{TENANT.format(number)};{uri};https://scim.yourtotal.com/{number}/v2;{token.format(number)};hello"


def drop(browser: Browser, *lines: str, heading: str = HEADING, name: str = "customers.csv") -> str:
    content = "\n".join((heading, *lines)).encode()
    return browser.sends("/import", "/import", files={"file": (name, content)})


def test_list_with_known_headings_is_mapped_and_shows_no_token(dashboard: Dashboard, browser: Browser) -> None:
    page = browser.page(drop(browser, line(1), line(2)))
    assert "2 rows: 2 good, 0 wrong" in page
    assert "scim_token: given" in page
    assert "canary-token" not in page
    assert dashboard.ledger.lines() == ()


def test_columns_without_a_known_heading_are_chosen(browser: Browser) -> None:
    path = drop(browser, line(1), heading="A;B;C;D;E;F")
    assert "0 good, 1 wrong" in browser.page(path)
    names = ("customer", "tenant", "redirect_uri", "scim_url", "scim_token", "")
    browser.sends(f"{path}/columns", path, data={f"column-{at}": name for at, name in enumerate(names)})
    assert "1 good, 0 wrong" in browser.page(path)
    twice = {f"column-{at}": "customer" for at in range(6)}
    assert browser.post(f"{path}/columns", path, data=twice).status_code == 400


def test_wrong_cell_is_corrected_in_its_place(browser: Browser) -> None:
    path = drop(browser, line(1), line(2, uri="http://app.example/"))
    page = browser.page(f"{path}?only=wrong")
    assert "Customer 2" in page
    assert "Customer 1" not in page
    data = {"csrf": token_of(page), "index": "1", "column": "redirect_uri", "text": "ftp://still.wrong/"}
    headers = ORIGIN | {"hx-request": "true"}
    row = browser.client.post(f"{BASE}{path}/cell", data=data, headers=headers).text
    assert "ftp://still.wrong/" in row
    assert "Wrong" in row
    row = browser.client.post(f"{BASE}{path}/cell", data=data | {"text": URI}, headers=headers).text
    assert "Good" in row
    assert "<html" not in row
    assert "2 good, 0 wrong" in browser.page(path)


def test_missing_value_is_added_to_a_list_without_its_column(browser: Browser) -> None:
    path = drop(browser, "Contoso;contoso.com", heading="customer;tenant")
    assert "It is empty." in browser.page(path)
    browser.sends(f"{path}/cell", path, data={"index": "0", "column": "redirect_uri", "text": URI})
    assert "1 good, 0 wrong" in browser.page(path)


@pytest.mark.parametrize("column", ["certificate", "admin_key"])
def test_cell_that_names_a_file_here_is_wrong_and_the_file_stays_unread(
    tmp_path: Path, browser: Browser, column: str
) -> None:
    (tmp_path / "total.cer").write_bytes(public_pem())
    (tmp_path / "ada.jwk").write_text(json.dumps(OTHERS.public.document()), encoding="utf-8")
    file = tmp_path / {"certificate": "total.cer", "admin_key": "ada.jwk"}[column]
    path = drop(browser, line(1))
    browser.sends(f"{path}/cell", path, data={"index": "0", "column": column, "text": str(file)})
    page = browser.page(path)
    assert "0 good, 1 wrong" in page
    assert str(file) not in page


def test_unknown_column_is_refused(browser: Browser) -> None:
    path = drop(browser, line(1))
    data = {"index": "0", "column": "../x", "text": "/etc/passwd"}
    assert browser.post(f"{path}/cell", path, data=data).status_code == 400


def test_signed_list_gives_sheets_pages_and_passphrases_once(dashboard: Dashboard, browser: Browser) -> None:
    path = drop(browser, line(1), line(2), line(3, uri="http://wrong/"), line(2))
    done = browser.sends(f"{path}/sign", path, data=SIGN)
    assert "2 sheets signed" in browser.page(done)
    assert "1 row had a sheet already" in browser.page(done)
    assert {one.customer for one in dashboard.ledger.lines()} == {"Customer 1", "Customer 2"}
    at = done.removesuffix("/done")
    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"{at}/sheets.zip").content))
    assert len(archive.namelist()) == 4
    table = browser.post(f"{at}/passphrases", done).text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        text = archive.read(row["file"]).decode()
        sealed = verify_sheet(text, "x", TrustedKeys((KEYS.public.signing,), "a test")).sheet.sealed_scim_token
        assert sealed
        token = open_token(sealed, SecretText(row["passphrase"])).reveal(to="the test itself, here")
        assert token == f"canary-token-of-{row['customer'][-1]}"
    assert len(rows) == 2
    assert browser.post(f"{at}/passphrases", done).status_code == 400
    assert rows[0]["passphrase"] not in browser.page(done)


def test_same_list_signed_again_makes_no_second_sheet(dashboard: Dashboard, browser: Browser) -> None:
    for _ in range(2):
        path = drop(browser, line(1))
        done = browser.sends(f"{path}/sign", path, data=SIGN)
    assert "0 sheets signed" in browser.page(done)
    assert len(dashboard.ledger.lines()) == 1


def test_wrong_passphrase_signs_nothing_and_the_list_stays(dashboard: Dashboard, browser: Browser) -> None:
    path = drop(browser, line(1))
    assert browser.post(f"{path}/sign", path, data=SIGN | {"passphrase": "wrong"}).status_code == 400
    assert dashboard.ledger.lines() == ()
    assert "1 good" in browser.page(path)


def test_list_in_a_code_page_says_how_it_was_read(browser: Browser) -> None:
    content = f"customer;redirect_uri\nMüller;{URI}".encode("cp1252")
    page = browser.page(browser.sends("/import", "/import", files={"file": ("list.csv", content)}))
    assert "It was read as cp1252" in page
    assert "Müller" in page


UNREADABLE = {"workbook": b"PK\x03\x04\x00\x00", "quotes": b'a;b\n"c;d', "empty": b"\n"}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_list_is_refused(browser: Browser, case: str) -> None:
    answer = browser.post("/import", "/import", files={"file": ("list.csv", UNREADABLE[case])})
    assert answer.status_code == 400


def table_of(browser: Browser, done: str) -> list[dict[str, str]]:
    answer = browser.post(f"{done.removesuffix('/done')}/passphrases", done)
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_list_signed_again_after_a_failure_has_all_passphrases(
    dashboard: Dashboard, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("total_onboard.dashboard.sheets.import_signing.BATCH", 1)
    path = drop(browser, line(1), line(2), line(3))
    with monkeypatch.context() as failing:
        own, calls = Issuing.write, iter((True, False))
        failing.setattr(Issuing, "write", lambda issuing: own(issuing) if next(calls) else interrupted())
        assert browser.post(f"{path}/sign", path, data=SIGN).status_code == 400
    assert "Signing stopped after 1 sheet." in browser.page(path)
    assert [row["customer"] for row in table_of(browser, f"{path}/done")] == ["Customer 1"]
    done = browser.sends(f"{path}/sign", path, data=SIGN)
    page = browser.page(done)
    assert "3 sheets signed" in page
    assert "had a sheet already" not in page
    assert [row["customer"] for row in table_of(browser, done)] == ["Customer 2", "Customer 3"]
    assert len(dashboard.ledger.lines()) == 3
    assert browser.get(path).headers["location"].endswith(done), "a closed tab is found again"


def interrupted() -> None:
    raise LedgerUnavailable("The connection was lost.", remedy="Try again.")


def test_passphrases_wait_while_the_audit_trail_cannot_be_written(
    dashboard: Dashboard, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(browser, line(1))
    done = browser.sends(f"{path}/sign", path, data=SIGN)
    with monkeypatch.context() as failing:
        failing.setattr(dashboard.ledger, "note_event", lambda *_: interrupted())
        assert browser.post(f"{done.removesuffix('/done')}/passphrases", done).status_code == 400
    assert len(table_of(browser, done)) == 1


@pytest.mark.parametrize(("columns", "status"), [(MOST_COLUMNS, 303), (MOST_COLUMNS + 1, 400)])
def test_list_with_too_many_columns_is_refused(browser: Browser, columns: int, status: int) -> None:
    """Every row is filled up to the widest one."""
    content = f"customer;redirect_uri\nContoso;{URI}{';' * (columns - 2)}\n".encode()
    assert browser.post("/import", "/import", files={"file": ("list.csv", content)}).status_code == status


def test_list_of_which_nothing_was_signed_says_so_after_a_failure(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(browser, line(1))
    with monkeypatch.context() as failing:
        failing.setattr(Issuing, "write", lambda _: interrupted())
        assert browser.post(f"{path}/sign", path, data=SIGN).status_code == 400
    assert "Nothing is signed yet." in browser.page(path)
