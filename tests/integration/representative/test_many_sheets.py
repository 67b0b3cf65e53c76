"""``value-sheet create --from``, as a representative types it."""

from __future__ import annotations

import csv
import signal
import stat
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import ended
from tests.integration.representative.representative import URI, Representative, outcomes, row


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    return Representative(tmp_path)


def test_each_row_becomes_a_sheet_that_can_be_believed(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam", scim=False))
    done = representative.makes_them("--group", "TOTAL-Admin=admin", "--contact", "Ada")
    assert done.status == 0
    for made in done.document["rows"]:
        checked = representative.types("value-sheet", "show", made["path"], "--output", "json").document["sheet"]
        assert (checked["id"], checked["fingerprint"]) == (made["id"], made["fingerprint"])
        assert checked["contact"] == "Ada"
        assert checked["scim_token"] == ("sealed" if made["customer"] == "Contoso" else "none")


def test_each_token_gets_a_passphrase_in_a_table_for_its_owner_alone(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam"), row("northwind", scim=False))
    made = {one["customer"]: one["path"] for one in representative.makes_them().document["rows"]}
    table = representative.home / "passphrases.csv"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    told = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert [one["customer"] for one in told] == ["Contoso", "Fabrikam"]
    for one in told:
        assert one["file"] == Path(made[one["customer"]]).name
        words = ("value-sheet", "show", made[one["customer"]], "--output", "json")
        shown = representative.types(*words, TOTAL_ONBOARD_SHEET_PASSPHRASE=one["passphrase"])
        assert shown.document["sheet"]["scim_token"] == "opened"


def test_rows_that_fail_are_told_with_field_and_reason_and_the_others_are_made(representative: Representative) -> None:
    representative.has_customers(row("contoso"), "Bad,no tenant,http://a.example/cb,,", ",,,,", row("contoso"))
    done = representative.makes_them()
    assert done.status == 5
    assert outcomes(done) == ["made", "failed", "duplicate"]
    failed = done.document["rows"][1]
    assert (failed["row"], failed["customer"]) == (3, "Bad")
    assert {fault["field"] for fault in failed["faults"]} == {"tenant", "redirect_uri"}
    assert "row 2" in done.document["rows"][2]["faults"][0]["reason"]
    assert len(representative.files()) == 1
    told = representative.types(*representative.words("--output", "text"))
    assert "row 3, Bad: redirect_uri: The redirect URI 'http://a.example/cb' isn't an https:// address." in told.out


def test_where_every_row_is_wrong_the_file_is(representative: Representative) -> None:
    representative.has_customers("Bad,no tenant,https://a.example/cb,,")
    assert representative.makes_them().status == 2


def test_the_same_file_again_makes_nothing_twice(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam"))
    first, files = representative.makes_them(), representative.files()
    passphrases = (representative.home / "passphrases.csv").read_bytes()
    second = representative.makes_them("--expires", "14d")
    assert (second.status, outcomes(second)) == (0, ["issued before", "issued before"])
    assert [one["id"] for one in second.document["rows"]] == [one["id"] for one in first.document["rows"]]
    assert representative.files() == files
    assert (representative.home / "passphrases.csv").read_bytes() == passphrases


def test_only_what_is_new_in_a_file_is_made(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam"))
    representative.makes_them()
    representative.has_customers(
        row("contoso"), row("fabrikam").replace("fabrikam/v2", "fabrikam/v3"), row("northwind")
    )
    assert outcomes(representative.makes_them()) == ["issued before", "made", "made"]


def test_at_the_representatives_word_they_are_made_again(representative: Representative) -> None:
    representative.has_customers(row("contoso"))
    first, second = representative.makes_them(), representative.makes_them("--again")
    assert outcomes(second) == ["made"]
    assert {one["id"] for one in representative.lists()} == {done.document["rows"][0]["id"] for done in (first, second)}
    assert outcomes(representative.makes_them()) == ["issued before"]


def test_two_runs_at_the_same_time_make_one_sheet_for_each_row(representative: Representative) -> None:
    names = [f"customer{number}" for number in range(300)]
    representative.has_customers(*map(row, names))
    runs = [ended(run) for run in [representative.begins(*representative.words()) for _ in range(2)]]
    assert [run.status for run in runs] == [0, 0]
    made = [outcomes(run).count("made") for run in runs]
    assert sum(made) == len(representative.files()) == len(representative.lists()) == 300


@pytest.mark.sweep
def test_a_run_that_was_killed_is_finished_by_the_next(representative: Representative) -> None:
    representative.has_customers(*(row(f"customer{number}") for number in range(900)))
    run = representative.begins(*representative.words())
    while not (representative.sheets.exists() and len(list(representative.sheets.iterdir())) > 300):
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = representative.makes_them()
    assert set(outcomes(done)) == {"made", "issued before"}
    in_the_ledger = {one["fingerprint"] for one in representative.lists()}
    assert len(representative.files()) == len(in_the_ledger) == 900
    made = [one for one in done.document["rows"] if one["outcome"] == "made"]
    assert {one["fingerprint"] for one in made} <= in_the_ledger


def test_a_page_lies_beside_each_sheet_where_it_is_wished_for(representative: Representative) -> None:
    representative.has_customers(row("contoso"))
    representative.makes_them("--pages", "html", "--pages", "pdf")
    files = representative.files()
    assert {Path(name).suffix for name in files} == {".totalsheet", ".html", ".pdf"}
    assert len({Path(name).stem for name in files}) == 1


def test_a_row_whose_page_cannot_be_printed_fails_and_leaves_nothing(representative: Representative) -> None:
    representative.has_customers(row("contoso"), "株式会社,,https://a.example/cb,,")
    done = representative.makes_them("--pages", "pdf")
    assert outcomes(done) == ["made", "failed"]
    assert "株" in done.document["rows"][1]["faults"][0]["reason"]
    assert len(representative.files()) == 2
    assert len(representative.lists()) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "customers.csv"), "No folder for the sheets"),
        (("--from", "customers.csv", "--out-dir", "sheets"), "its own passphrase"),
        (("--from", "customers.csv", "--out-dir", "sheets", "--customer", "X"), "--customer is for one sheet"),
        (("--from", "customers.csv", "--out-dir", "sheets", "--page", "X"), "--page is for one sheet"),
        (("--from", "customers.csv", "--out-dir", "customers.csv/x", "--passphrase-file", "p"), "be written"),
        (("--from", "customers.csv", "--out-dir", "sheets", "--passphrase-file", "customers.csv"), "the same file"),
        (("--from", "customers.csv", "--out-dir", "sheets", "--passphrase-file", "other.txt"), "a table of"),
        (("--from", "customers.csv", "--out-dir", "sheets", "--redirect-uri", "http://x"), "an https"),
        (("--from", "nowhere.csv", "--out-dir", "sheets"), "cannot be read"),
        (("--customer", "X", "--redirect-uri", "https://a.example/cb", "--pages", "pdf"), "--pages belongs to --from"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_made(
    representative: Representative, words: tuple[str, ...], why: str
) -> None:
    representative.has_customers(row("contoso"))
    (representative.home / "other.txt").write_text("other\n", encoding="utf-8")
    refused = representative.types("value-sheet", "create", *words, "--output", "json")
    assert refused.status == 2
    assert why in refused.document["problems"][0]["message"]
    assert not representative.sheets.exists()
    assert representative.lists() == []


def test_a_single_sheet_is_known_to_the_file_and_a_page_lies_where_it_was_wished_for(
    representative: Representative,
) -> None:
    words = ("--customer", "Contoso", "--tenant", "contoso.com", "--redirect-uri", URI, "--out", "c.totalsheet")
    made = representative.types(
        "value-sheet", "create", *words, "--page", "c.html", "--pdf", "c.pdf", "--paper", "letter"
    )
    assert made.status == 0
    assert "Wrote the page c.html." in made.err
    assert (representative.home / "c.pdf").read_bytes().startswith(b"%PDF")
    representative.has_customers(row("contoso", scim=False))
    assert outcomes(representative.makes_them()) == ["issued before"]


def test_a_folder_that_cannot_be_written_is_told_and_nothing_entered(representative: Representative) -> None:
    representative.has_customers(row("contoso"))
    refused = representative.makes_them("--passphrase-file", "no/such/folder/p.csv")
    assert refused.status == 2
    assert "cannot be written" in refused.document["problems"][0]["message"]
    assert representative.lists() == []
