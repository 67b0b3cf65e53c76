"""A ledger's file, imported into the PostgreSQL that a team shares."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.representative.entries import days, handoff, issued, record, sheet
from tests.integration.representative.postgresql import Cluster
from tests.integration.representative.representative import Representative
from tests.integration.representative.test_issued_sheets import answers, does, makes, opens, run_sql
from tests.integration.representative.test_migrations import OLDEST_ENTRY, REVISIONS
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.database_url import engine_of
from total_onboard.exchange.ledger.entries import EventDetail, Marks
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.schema_migration import migrate

NOTED = EventDetail(by="ada", action="noted")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "old" / "ledger.sqlite3"


@pytest.fixture
def old(file: Path) -> Ledger:
    return Ledger.open(SecretText(f"sqlite:///{file}"))


@pytest.fixture
def shared(cluster: Cluster) -> Iterator[Ledger]:
    with closing(Ledger.open(SecretText(cluster.new_database()))) as opened:
        yield opened


def counts(report: Any) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    return tuple((one.imported, one.completed, one.known) for one in (report.sheets, report.handoffs))  # type: ignore[return-value]


def test_import_takes_everything_and_a_second_one_changes_nothing(old: Ledger, shared: Ledger, file: Path) -> None:
    first = sheet(note="call Dana", redirect_uris=("https://a.example/", "https://b.example/"))
    with old.issuing() as issuing:
        issuing.record(first, "order", "sealed sheet")
    old.record_handoff(str(first.id), handoff(), sealed_file="sealed hand-off")
    issued(old, customer="Fabrikam")
    before = file.read_bytes()
    assert counts(shared.import_from(file)) == ((2, 0, 0), (1, 0, 0))
    assert shared.lines() == old.lines()
    assert (shared.sealed_sheet(first.id), shared.newest_sealed_handoff(first.id)) == (
        "sealed sheet",
        "sealed hand-off",
    )
    assert counts(shared.import_from(file)) == ((0, 0, 2), (0, 0, 1))
    assert shared.lines() == old.lines()
    with shared.issuing() as issuing:
        assert issuing.known(["order"])["order"].id == first.id
    assert file.read_bytes() == before


def test_import_completes_what_is_empty_and_overwrites_nothing(old: Ledger, shared: Ledger, file: Path) -> None:
    entry, other = sheet(), sheet(customer="Fabrikam")
    for ledger in (old, shared):
        record(ledger, entry)
        record(ledger, other)
    old.mark(entry.id, Marks(note="from the laptop"), NOTED)
    old.record_handoff(str(entry.id), handoff())
    old.mark(other.id, Marks(note="theirs"), NOTED)
    old.record_handoff(str(other.id), handoff())
    shared.mark(other.id, Marks(note="ours"), NOTED)
    report = shared.import_from(file)
    assert counts(report) == ((0, 1, 0), (1, 0, 0))
    assert [(one.id, one.customer, one.fields) for one in report.conflicts] == [(other.id, "Fabrikam", ("note",))]
    assert {line.customer: (line.note, len(line.handoffs)) for line in shared.lines()} == {
        "Contoso": ("from the laptop", 1),
        "Fabrikam": ("ours", 0),
    }


def test_import_of_a_sheet_for_the_same_order_leaves_the_order_with_ours(
    old: Ledger, shared: Ledger, file: Path
) -> None:
    ours, theirs = sheet(), sheet(issued_at=days(-1))
    for ledger, entry in ((shared, ours), (old, theirs)):
        with ledger.issuing() as issuing:
            issuing.record(entry, "order")
    assert counts(shared.import_from(file))[0] == (1, 0, 0)
    with shared.issuing() as issuing:
        assert issuing.known(["order"])["order"].id == ours.id


@pytest.mark.parametrize("revision", REVISIONS)
def test_import_reads_a_file_of_any_layout_and_leaves_it_alone(shared: Ledger, file: Path, revision: str) -> None:
    with engine_of(SecretText(f"sqlite:///{file}")).begin() as connection:
        migrate(connection, revision)
        connection.execute(text(OLDEST_ENTRY))
    before = file.read_bytes()
    assert counts(shared.import_from(file))[0] == (1, 0, 0)
    assert file.read_bytes() == before


def test_import_of_a_file_that_is_no_ledger_is_refused(shared: Ledger, tmp_path: Path) -> None:
    damaged, foreign = tmp_path / "damaged", tmp_path / "foreign"
    damaged.write_bytes(b"no database " * 500)
    sqlite3.connect(foreign).execute("CREATE TABLE t (a)").connection.close()
    for file in (damaged, foreign, tmp_path / "missing"):
        with pytest.raises(BadValue, match=file.name):
            shared.import_from(file)


def test_import_command_moves_the_ledger_of_this_computer(cluster: Cluster, tmp_path: Path) -> None:
    ada = Representative(tmp_path / "ada")
    makes(ada, "first.totalsheet")
    assert opens(ada, answers(ada, "first.totalsheet")).status == 0
    refused = ada.types("value-sheet", "import", "--output", "json")
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "bad-value")
    alone = ada.lists()
    ada.environment["TOTAL_ONBOARD_LEDGER_URL"] = address = cluster.new_database()
    imported = does(ada, "import")["imported"]
    assert (imported["sheets"]["imported"], imported["handoffs"]["imported"]) == (1, 1)
    assert imported["source"].endswith("ledger.sqlite3")
    assert "://" not in imported["ledger"]
    assert ada.lists() == alone
    run_sql(address, "UPDATE sheets SET customer = 'Other'")
    differs = ada.types("value-sheet", "import", "--output", "json")
    assert differs.status == 5
    assert differs.document["imported"]["conflicts"][0]["fields"] == ["customer"]
    assert "not imported" in " ".join(differs.err.split())


def test_import_of_the_ledger_into_itself_is_refused(tmp_path: Path) -> None:
    ada = Representative(tmp_path / "ada", f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    makes(ada, "first.totalsheet")
    assert ada.types("value-sheet", "import", str(tmp_path / "ledger.sqlite3")).status == 2


def test_import_that_changes_a_sheet_raises_its_version(old: Ledger, shared: Ledger, file: Path) -> None:
    """So that a colleague who read it before is told."""
    entry = sheet()
    for ledger in (old, shared):
        record(ledger, entry)
    seen = [shared.lines()[0].version]

    def imports() -> None:
        shared.import_from(file)
        seen.append(shared.lines()[0].version)

    old.mark(entry.id, Marks(note="call Dana"), NOTED)
    imports()
    old.record_handoff(str(entry.id), handoff())
    imports()
    run_sql(f"sqlite:///{file}", "UPDATE handoffs SET entered_at = '2026-01-01 00:00:00', entered_by = 'ada'")
    imports()
    imports()
    assert seen == [1, 2, 3, 4, 4]
