"""A ledger that is damaged or can't be reached: it is named by its place, and hand-offs open all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.integration.representative.representative import Representative
from tests.integration.representative.test_handoff_age import opens, recipients
from total_onboard.exchange.ledger.database_url import name_of

UNREACHABLE = "postgresql://ada:canary@127.0.0.1:1/total"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (UNREACHABLE, "127.0.0.1:1/total"),
        ("postgresql://ada:canary@db.example/ledger?sslmode=require", "db.example/ledger"),
        ("postgresql://ada:canary@/ledger?host=/run/pg", "/run/pg/ledger"),
        ("postgresql://ada:canary@/ledger", "localhost/ledger"),
        ("sqlite:////srv/ledger.sqlite3", "/srv/ledger.sqlite3"),
    ],
)
def test_name_of_has_neither_user_nor_password(address: str, name: str) -> None:
    assert name_of(make_url(address)) == name


def test_list_names_a_damaged_and_an_unreachable_ledger(tmp_path: Path) -> None:
    representative = Representative(tmp_path)
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"no database " * 500)
    damaged.chmod(0o600)
    for address, place in ((f"sqlite:///{damaged}", str(damaged)), (UNREACHABLE, "127.0.0.1:1/total")):
        failed = representative.types("value-sheet", "list", "--output", "json", TOTAL_ONBOARD_LEDGER_URL=address)
        (problem,) = failed.document["problems"]
        assert problem["code"] == "ledger-unavailable"
        assert place in problem["message"]
        assert "canary" not in failed.out + failed.err


def test_handoff_open_without_the_ledger_shows_the_values_and_exits_with_5(tmp_path: Path) -> None:
    representative = Representative(tmp_path)
    contoso, _ = recipients(representative)
    own = representative.environment.pop("TOTAL_ONBOARD_LEDGER_URL", None)
    representative.environment["TOTAL_ONBOARD_LEDGER_URL"] = UNREACHABLE
    ended = opens(representative, contoso, "file")
    assert ended.status == 5, ended.err
    handoff = ended.document["handoff"]
    assert (handoff["client_secret"], handoff["bound_to_sheet"]) == ("s3cr3t-value", "yes")
    assert (handoff["customer"], handoff["answers_issued_sheet"]) == (None, "not checked")
    (item,) = ended.document["blocked"]
    assert "127.0.0.1:1/total" in item["sentence"]
    assert item["sentence"].split(".")[0] in ended.err.replace("\n", " ")
    assert "canary" not in ended.out + ended.err
    del representative.environment["TOTAL_ONBOARD_LEDGER_URL"]
    assert own is None
    assert opens(representative, contoso, "file").document["handoff"]["opened_before_at"] is None
