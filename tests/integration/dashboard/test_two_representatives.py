"""Two representatives on one PostgreSQL at the same time lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from tests.integration.dashboard.signed_in import Dashboard
from tests.integration.representative.entries import days, handoff, issued
from tests.integration.representative.postgresql import Cluster, running_cluster
from total_onboard.exchange.ledger.entries import ChecklistStep, EventDetail, LedgerFilter, Marks
from total_onboard.exchange.ledger.team.optimistic_locking import EntryChanged
from total_onboard.exchange.ledger.team.overview import CustomerFilter
from total_onboard.exchange.ledger.team.team_ledger import TeamLedger

ROUNDS = 8
NAMES = ("ada", "grace")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as started:
        yield started


@pytest.fixture
def both(cluster: Cluster, tmp_path: Path) -> Iterator[dict[str, TeamLedger]]:
    """Two computers with one ledger."""
    url = cluster.new_database()
    homes = {name: tmp_path / name for name in NAMES}
    for home in homes.values():
        home.mkdir()
    ledgers = {name: Dashboard(home, url, user=name).ledger for name, home in homes.items()}
    yield ledgers
    for ledger in ledgers.values():
        ledger.close()


def together(both: dict[str, TeamLedger], work: Callable[[str, TeamLedger], bool]) -> dict[str, bool]:
    """Let both do it at the same moment; who succeeded."""
    start = Barrier(len(both))

    def one(name: str) -> bool:
        start.wait()
        try:
            return work(name, both[name])
        except EntryChanged:
            return False

    with ThreadPoolExecutor(len(both)) as pool:
        return dict(zip(both, pool.map(one, both), strict=True))


def test_one_of_two_changes_of_the_same_version_is_saved(both: dict[str, TeamLedger]) -> None:
    sheet_id = UUID(issued(both["ada"]))
    for number in range(ROUNDS):
        version = both["ada"].lines()[0].version

        def note(name: str, ledger: TeamLedger, seen: int = version, text: str = f"{number}") -> bool:
            marks, what = Marks(note=f"{text} {name}"), EventDetail(by=name, action="noted", detail=f"{text} {name}")
            ledger.mark(sheet_id, marks, what, seen)
            return True

        done = together(both, note)
        (winner,) = [name for name, saved in done.items() if saved]
        line = both["grace"].lines()[0]
        assert line.note == f"{number} {winner}"
        assert both["ada"].events([sheet_id])[0].detail == line.note
    assert len(both["ada"].events([sheet_id])) == ROUNDS + 1


@pytest.mark.sweep
def test_hand_off_and_checklist_at_the_same_moment_are_both_kept(both: dict[str, TeamLedger]) -> None:
    for number in range(ROUNDS):
        sheet_id = UUID(issued(both["ada"], id=uuid4(), customer=f"Customer {number}", tenant=None))
        both["ada"].record_handoff(str(sheet_id), handoff(created_at=days(-1)))
        (first,) = both["ada"].checklists([sheet_id])

        def work(name: str, ledger: TeamLedger, sheet: UUID = sheet_id, first_id: int = first.id) -> bool:
            if name == "ada":
                return ledger.record_handoff(str(sheet), handoff(received_by=name))
            ledger.tick(sheet, first_id, ChecklistStep.FINISHED, name, done=True)
            return True

        assert all(together(both, work).values())
        newest, older = both["grace"].checklists([sheet_id])
        assert newest.received_by == "ada"
        assert older.finished_by == "grace"
    assert both["ada"].overview().mine == ROUNDS


@pytest.mark.sweep
def test_list_agrees_with_the_sheets_after_concurrent_writes(both: dict[str, TeamLedger]) -> None:
    def work(name: str, ledger: TeamLedger) -> bool:
        for number in range(ROUNDS):
            sheet_id = issued(ledger, customer="Contoso", tenant=None, issued_at=days(number / 100))
            ledger.record_handoff(sheet_id, handoff(client_id=str(uuid4()), received_by=name))
        return True

    together(both, work)
    lines = both["ada"].lines(LedgerFilter(named="Contoso"))
    found = both["grace"].customers(CustomerFilter())
    assert len(lines) == 2 * ROUNDS
    assert found.found == 1
    assert found.customers[0].sheet_id in {line.id for line in lines if line.replaced_by is None}
