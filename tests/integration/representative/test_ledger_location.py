from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.representative.entries import transaction
from tests.integration.representative.postgresql import Cluster
from tests.integration.representative.representative import Representative
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.location import LedgerUnavailable

CANARY = "hunter2-canary"


def test_without_a_setting_the_ledger_is_a_file_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    Ledger.open(None)
    file = tmp_path / "total-onboard" / "ledger.sqlite3"
    assert [oct(path.stat().st_mode & 0o777) for path in (file, file.parent)] == ["0o600", "0o700"]


@pytest.mark.parametrize(
    "address", [f"mysql://ada:{CANARY}@localhost/x", f"nonsense {CANARY}", "sqlite://", "postgresql://[::1"]
)
def test_what_is_no_address_of_a_ledger_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadValue, match="TOTAL_ONBOARD_LEDGER_URL isn't the address") as refused:
        Ledger.open(SecretText(address))
    assert CANARY not in f"{refused.value.message} {refused.value.remedy}"


def test_a_folder_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadValue, match="can't be opened"):
        Ledger.open(SecretText(f"sqlite:///{tmp_path / 'file' / 'ledger.sqlite3'}"))


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("customer;tenant\n" * 100)
    with pytest.raises(LedgerUnavailable, match="not a database"):
        Ledger.open(SecretText(f"sqlite:///{tmp_path / 'ledger'}"))


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(LedgerUnavailable, match="can't be used") as failed:
        Ledger.open(SecretText(f"postgresql://ada:{CANARY}@127.0.0.1:1/total"))
    assert CANARY not in f"{failed.value.message} {failed.value.remedy}"


def test_processes_that_write_at_the_same_time_lose_nothing_even_in_a_new_ledger(url: str) -> None:
    words = [sys.executable, "-m", "tests.integration.representative.writer", url, "40"]
    writers = [subprocess.Popen(words, cwd=Path(__file__).parents[3]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with closing(Ledger.open(SecretText(url))) as ledger:
        assert len(ledger.lines()) == 120


def test_whoever_may_not_make_tables_is_told_so(cluster: Cluster) -> None:
    address = cluster.new_database()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(LedgerUnavailable, match="permission denied"):
        Ledger.open(SecretText(address.replace("//ledger@", "//guest@")))


def test_command_that_ended_leaves_no_connection(cluster: Cluster, tmp_path: Path) -> None:
    address = cluster.new_database()
    representative = Representative(tmp_path, address)
    assert representative.lists() == []
    assert representative.types("value-sheet", "withdraw", "nobody", "--reason", "x").status == 2
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{address.partition("?")[0].rpartition("/")[2]}"')  # refused if it is used


def test_database_error_leaves_out_the_values(url: str) -> None:
    with pytest.raises(DBAPIError) as failed, transaction(url) as connection:
        connection.execute(text("INSERT INTO nothing (name) VALUES (:name)"), {"name": CANARY})
    assert CANARY not in str(failed.value)
