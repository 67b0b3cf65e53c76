"""Renew, withdraw, note and write again: what a representative does with a sheet that was issued."""

from __future__ import annotations

import json
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.integration.representative.entries import transaction
from tests.integration.representative.postgresql import Cluster
from tests.integration.representative.representative import TOKEN, URI, Representative
from tests.support.cli_runner import CliResult
from tests.unit.exchange.samples import handoff
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.signature import verify_sheet


@pytest.fixture
def ada(url: str, tmp_path: Path) -> Representative:
    """A representative on either kind of ledger, who has issued a sheet to Contoso."""
    ada = Representative(tmp_path / "ada", url)
    makes(ada, "first.totalsheet")
    return ada


def makes(representative: Representative, out: str, *more: str) -> dict[str, Any]:
    (representative.home / "token.txt").write_text(f"{TOKEN}contoso")
    scim = ("--scim-url", "https://scim.yourtotal.com/contoso/v2", "--scim-token-file", "token.txt")
    files = ("--out", out, "--passphrase-file", f"{out}.passphrase")
    words = ("--customer", "Contoso", "--redirect-uri", URI, *scim, *files, "--output", "json", *more)
    ended = representative.types("value-sheet", "create", *words)
    assert ended.status == 0, ended.err
    sheet: dict[str, Any] = ended.document["sheet"]
    return sheet


def sheet_in(representative: Representative, name: str) -> IssuedSheet:
    trusted = load_trusted_keys(Path(representative.environment["TOTAL_ONBOARD_TRUSTED_KEYS"]))
    return verify_sheet((representative.home / name).read_text(), name, trusted).sheet


def answers(representative: Representative, sheet: str, name: str = "answer.totalhandoff") -> Path:
    """The customer's hand-off to this sheet."""
    file = representative.home / name
    write_handoff(handoff().model_copy(update={"recipient": sheet_in(representative, sheet).recipient}), file)
    return file


def opens(representative: Representative, file: Path) -> CliResult:
    return representative.types("handoff", "open", str(file), "--output", "json")


def does(representative: Representative, *words: str) -> dict[str, Any]:
    ended = representative.types("value-sheet", *words, "--output", "json")
    assert ended.status == 0, ended.err
    return ended.document


def test_renew_keeps_the_values_and_the_sealed_token_and_replaces_the_sheet(ada: Representative) -> None:
    renewed = does(ada, "renew", "Contoso", "--out", "second.totalsheet", "--expires", "60d")
    first, second = (sheet_in(ada, f"{name}.totalsheet") for name in ("first", "second"))
    apart = {"id", "issued_at", "expires_at", "handoff_nonce"}
    assert first.model_dump(exclude=apart) == second.model_dump(exclude=apart)
    assert all(getattr(first, name) != getattr(second, name) for name in apart)
    assert second.issued_at > first.issued_at
    passphrase = SecretText((ada.home / "first.totalsheet.passphrase").read_text().strip())
    assert second.sealed_scim_token
    assert open_token(second.sealed_scim_token, passphrase).reveal(to="the test") == f"{TOKEN}contoso"
    assert renewed["sheets"][0]["replaced_by"] == renewed["sheet"]["id"] == str(second.id)
    assert [(one["id"], one["waiting"]) for one in ada.lists()] == [(str(second.id), "customer"), (str(first.id), None)]
    assert opens(ada, answers(ada, "second.totalsheet")).document["handoff"]["bound_to_sheet"] == "yes"


def test_renew_with_a_new_token_gets_a_new_passphrase(ada: Representative) -> None:
    (ada.home / "new.txt").write_text("another-t0ken")
    files = ("--scim-token-file", "new.txt", "--passphrase-file", "new.passphrase")
    does(ada, "renew", "first.totalsheet", "--out", "second.totalsheet", *files)
    sealed = sheet_in(ada, "second.totalsheet").sealed_scim_token
    assert sealed
    passphrase = SecretText((ada.home / "new.passphrase").read_text().strip())
    assert open_token(sealed, passphrase).reveal(to="the test") == "another-t0ken"


def test_renew_of_a_row_is_what_the_same_file_finds_again(ada: Representative) -> None:
    ada.has_customers(f"Fabrikam,,{URI},,")
    (made,) = ada.makes_them().document["rows"]
    renewed = does(ada, "renew", made["id"], "--out", "second.totalsheet")["sheet"]["id"]
    (again,) = ada.makes_them().document["rows"]
    assert (again["outcome"], again["id"]) == ("issued before", renewed)


def test_renew_refuses_a_sheet_that_a_foreign_key_signed_into_the_ledger(ada: Representative, url: str) -> None:
    """Anyone who can write into the database can seal to TOTAL's public key."""
    other = Representative(ada.home.parent / "other")
    makes(other, "forged.totalsheet")
    from total_onboard.exchange.keys.private_keys import KeyFolder
    from total_onboard.exchange.value_sheet.sealed_ledger_copy import file_sheet

    key = KeyFolder.of(ada.home / "state").public("total-emea").handoff
    forged = file_sheet((other.home / "forged.totalsheet").read_text(), key)
    run_sql(url, "UPDATE sheets SET sealed_file = :file", file=forged)
    refused = ada.types("value-sheet", "renew", "Contoso", "--output", "json")
    assert (refused.status, refused.document["problems"][0]["code"]) == (6, "bad-sheet")
    assert len(ada.lists()) == 1


def run_sql(url: str, statement: str, **values: str) -> None:
    from sqlalchemy import text

    with transaction(url) as connection:
        connection.execute(text(statement), values)


def test_renew_of_a_sheet_without_a_file_in_the_ledger_takes_the_file(ada: Representative, url: str) -> None:
    run_sql(url, "UPDATE sheets SET sealed_file = NULL")
    refused = ada.types("value-sheet", "renew", "Contoso", "--output", "json")
    assert refused.status == 2
    assert "file" in refused.document["problems"][0]["remedy"]
    does(ada, "renew", "first.totalsheet", "--out", "second.totalsheet")


def test_renew_of_an_expired_token_requires_a_new_one(ada: Representative) -> None:
    import datetime

    soon = datetime.datetime.now(datetime.UTC).date()
    makes(ada, "dated.totalsheet", "--scim-token-ends", soon.isoformat(), "--tenant", "fabrikam.com")
    with patch("total_onboard.commands.value_sheet.renew.datetime", wraps=datetime.datetime) as clock:
        clock.now.return_value = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
        refused = ada.types("value-sheet", "renew", "dated.totalsheet", "--output", "json")
    assert refused.status == 2
    assert "--scim-token-file" in refused.document["problems"][0]["remedy"]


def test_withdraw_says_what_a_copy_can_do_and_names_its_handoff(ada: Representative) -> None:
    answer = answers(ada, "first.totalsheet")
    withdrawn = does(ada, "withdraw", "Contoso", "--reason", "sent to the wrong person")
    (line,) = withdrawn["sheets"]
    assert (line["waiting"], line["withdrawn_reason"]) == (None, "sent to the wrong person")
    assert line["withdrawn_by"] and line["withdrawn_at"]
    assert len(withdrawn["warnings"]) == 2  # its copy works until it expires, and so does its token
    opened = opens(ada, answer)
    assert opened.document["handoff"]["withdrawn_reason"] == "sent to the wrong person"
    assert "Withdrawn" in opened.err
    assert ada.lists("--waiting", "anybody") == ada.lists("--expiring", "100") == []


def test_withdraw_twice_keeps_the_first_reason(ada: Representative) -> None:
    does(ada, "withdraw", "Contoso", "--reason", "first")
    again = does(ada, "withdraw", "Contoso", "--reason", "second")
    assert again["sheets"][0]["withdrawn_reason"] == "first"


def test_withdrawn_sheet_replaces_nothing(ada: Representative) -> None:
    first = ada.lists()[0]["id"]
    second = does(ada, "renew", "Contoso", "--out", "second.totalsheet")["sheet"]["id"]
    withdrawn = does(ada, "withdraw", second, "--reason", "a mistake")
    assert any(first in warning for warning in withdrawn["warnings"])
    assert {one["id"]: (one["waiting"], one["replaced_by"]) for one in ada.lists()} == {
        first: ("customer", None),
        second: (None, None),
    }


def test_expired_secret_of_a_withdrawn_sheet_still_waits_for_rotation(ada: Representative, url: str) -> None:
    assert opens(ada, answers(ada, "first.totalsheet")).status == 0
    does(ada, "withdraw", "Contoso", "--reason", "a mistake")
    assert ada.lists()[0]["waiting"] is None
    run_sql(url, "UPDATE handoffs SET secret_ends_at = '2026-01-01 00:00:00+00:00'")
    assert ada.lists()[0]["waiting"] == "rotation"


def test_withdraw_refuses_a_customers_name_that_is_a_file_here_too(ada: Representative) -> None:
    """A file that a customer sent must not decide whose sheet is withdrawn."""
    (ada.home / "Contoso").write_bytes((ada.home / "first.totalsheet").read_bytes())
    ended = ada.types("value-sheet", "withdraw", "Contoso", "--reason", "Lost", "--output", "json")
    assert (ended.status, ended.document["problems"][0]["code"]) == (2, "bad-value")
    assert "./Contoso" in ended.document["problems"][0]["remedy"]
    assert ada.lists()[0]["waiting"] == "customer"


def test_note_is_written_replaced_and_deleted(ada: Representative) -> None:
    assert does(ada, "note", "Contoso", "called on Monday")["sheets"][0]["note"] == "called on Monday"
    assert "called on Monday" in ada.types("value-sheet", "list").out
    assert does(ada, "note", "Contoso", "")["sheets"][0]["note"] is None
    assert makes(ada, "noted.totalsheet", "--tenant", "fabrikam.com", "--note", "from the start")
    assert {one["note"] for one in ada.lists()} == {None, "from the start"}
    assert ada.types("value-sheet", "note", "first.totalsheet", "two\nlines").status == 2
    assert ada.types("value-sheet", "note", "first.totalsheet").status == 2


def test_sheet_marked_as_done_waits_for_nobody_until_the_mark_is_removed(ada: Representative) -> None:
    (done,) = does(ada, "note", "Contoso", "--done")["sheets"]
    assert done["done_at"] and done["done_by"]
    assert ada.lists("--waiting", "anybody") == ada.lists("--expiring", "100") == []
    assert does(ada, "note", "Contoso", "--not-done")["sheets"][0]["waiting"] == "customer"


def test_show_of_a_customer_writes_the_files_again(ada: Representative) -> None:
    answer = answers(ada, "first.totalsheet")
    assert opens(ada, answer).status == 0
    files = ("--out", "again.totalsheet", "--handoff-out", "again.totalhandoff", "--page", "again.html")
    shown = does(ada, "show", "contoso", *files)
    assert (ada.home / "again.totalsheet").read_bytes() == (ada.home / "first.totalsheet").read_bytes()
    assert (ada.home / "again.totalhandoff").read_text().strip() == answer.read_text().strip()
    assert shown["sheets"][0]["fingerprint"] in (ada.home / "again.html").read_text()
    assert shown["files"] == dict(zip(("out", "handoff-out", "page"), files[1::2], strict=True))
    assert ada.types("value-sheet", "show", "Contoso", "--out", "again.totalsheet").status == 2


@pytest.mark.parametrize("command", ["renew", "withdraw", "note", "show"])
def test_unknown_customer_is_refused_with_a_similar_name(ada: Representative, command: str) -> None:
    more = {"withdraw": ("--reason", "none"), "note": ("--done",)}.get(command, ())
    refused = ada.types("value-sheet", command, "contos", *more, "--output", "json")
    assert refused.status == 2
    assert "Contoso" in refused.document["problems"][0]["remedy"]


def test_customer_with_sheets_for_two_tenants_needs_the_sheet_id(ada: Representative) -> None:
    other = makes(ada, "other.totalsheet", "--tenant", "fabrikam.com")["id"]
    refused = ada.types("value-sheet", "withdraw", "Contoso", "--reason", "x", "--output", "json")
    assert refused.status == 2
    assert other in refused.document["problems"][0]["message"]


def test_colleague_with_the_key_gets_the_files_and_sees_who_issued_what(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.new_database()
    ada = Representative(tmp_path / "ada", address)
    makes(ada, "first.totalsheet", "--note", "Dana is away in March")
    run_sql(address, "UPDATE sheets SET issued_by = 'ada'")
    grace = Representative(tmp_path / "grace", address)
    refused = grace.types("value-sheet", "show", "Contoso", "--out", "again.totalsheet", "--output", "json")
    assert refused.status == 6
    assert "ada" in refused.document["problems"][0]["remedy"]
    for file in (ada.home / "state" / "keys").iterdir():
        (grace.home / "state" / "keys" / file.name).write_bytes(file.read_bytes())
    shown = does(grace, "show", "Contoso", "--out", "again.totalsheet")["sheets"][0]
    assert (shown["issued_by"], shown["note"]) == ("ada", "Dana is away in March")
    assert (grace.home / "again.totalsheet").read_bytes() == (ada.home / "first.totalsheet").read_bytes()


def test_handoff_that_was_entered_without_its_file_gets_it_when_opened_again(ada: Representative, url: str) -> None:
    answer = answers(ada, "first.totalsheet")
    opens(ada, answer)
    run_sql(url, "UPDATE handoffs SET sealed_file = NULL")
    opens(ada, answer)
    sheet_id = sheet_in(ada, "first.totalsheet").id
    with closing(Ledger.open(SecretText(url))) as ledger:
        assert ledger.newest_sealed_handoff(sheet_id) == answer.read_text()


def test_show_of_a_file_needs_no_ledger(ada: Representative) -> None:
    shown = ada.types("value-sheet", "show", "first.totalsheet", "--output", "json", TOTAL_ONBOARD_LEDGER_URL="x://y")
    assert json.loads(shown.out)["sheet"]["customer"] == "Contoso"


READ: dict[str, tuple[str, ...]] = {
    "renew.create_sheet": ("renew", "Contoso", "--out", "second.totalsheet"),
    "withdraw_and_note.checked_note": ("withdraw", "Contoso", "--reason", "lost"),
    "withdraw_and_note._marks": ("note", "Contoso", "--done"),
}
"""What each command does between reading the sheet and writing."""


@pytest.mark.parametrize("meanwhile", READ)
def test_change_of_a_colleague_after_reading_refuses_ours(ada: Representative, url: str, meanwhile: str) -> None:
    module, _, name = f"total_onboard.commands.value_sheet.{meanwhile}".rpartition(".")
    own = getattr(import_module(module), name)

    def after_a_colleague(*given: Any, **named: Any) -> object:
        run_sql(url, "UPDATE sheets SET version = version + 1, note = 'of a colleague'")
        return own(*given, **named)

    with patch(f"{module}.{name}", after_a_colleague):
        refused = ada.types("value-sheet", *READ[meanwhile], "--output", "json")
    assert refused.document["problems"][0]["code"] == "ledger-entry-changed"
    (line,) = ada.lists()
    assert (line["note"], line["done_at"], line["withdrawn_at"]) == ("of a colleague", None, None)
    assert not (ada.home / "second.totalsheet").exists()
