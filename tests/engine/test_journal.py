from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from total_onboard.desired_state import DesiredState, ScimEnd
from total_onboard.engine.journal import Journal, Kind
from total_onboard.engine.lock import AnotherRun, alone
from total_onboard.entra.call_record import CallRecord
from total_onboard.secret_text import SecretText


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.of(tmp_path / "state", "tenant", "total")


def call(method: str, *, write: bool) -> CallRecord:
    return CallRecord(method, "/applications", 201, 0.1, "graph-request", "our-request", write)


def test_only_its_owner_can_read_it(journal: Journal) -> None:
    journal.write(Kind.INTENT, step="groups", mark="m")
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(journal.path.parent.parent.stat().st_mode) == 0o700


def test_a_torn_last_line_does_not_hide_the_lines_before_it(journal: Journal) -> None:
    journal.write(Kind.RECEIPT, step="groups", mark="m", object_id="g1")
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "receipt", "st')
    assert journal.receipts() == {"groups": ("g1",)}


def test_a_line_after_a_torn_one_is_not_lost(journal: Journal) -> None:
    journal.write(Kind.RECEIPT, step="groups", mark="m", object_id="g1")
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "receipt", "st')
    Journal(journal.path).write(Kind.RECEIPT, step="groups", mark="m", object_id="g2")
    assert journal.receipts() == {"groups": ("g1", "g2")}


def test_every_write_to_graph_is_noted_with_its_request_ids_and_no_read(journal: Journal) -> None:
    journal.note_call(call("POST", write=True))
    journal.note_call(call("GET", write=False))
    lines = [json.loads(line) for line in journal.path.read_text(encoding="utf-8").splitlines()]
    assert [(line["call"], line["request_id"], line["client_request_id"]) for line in lines] == [
        ("POST /applications", "graph-request", "our-request")
    ]


def test_the_first_document_kept_aside_stays_the_original(journal: Journal) -> None:
    journal.write(Kind.RUN)
    journal.keep_aside("schema.json", {"version": 1})
    journal.keep_aside("schema.json", {"version": 2})
    kept = journal.path.parent / "schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == {"version": 1}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_counts_as_handed_off_only_once_that_is_written(journal: Journal) -> None:
    journal.write(Kind.INTENT, step="client-secret", mark="2028-11-23T10:00:00Z")
    journal.write(Kind.RECEIPT, step="client-secret", mark="2028-11-23T10:00:00Z", object_id="k1")
    assert journal.handed_off() == frozenset()
    journal.write(Kind.HANDED_OFF, step="client-secret", object_id="k1")
    assert journal.handed_off() == {"k1"}


def test_the_marks_of_secrets_are_those_whose_answer_never_came(journal: Journal) -> None:
    journal.write(Kind.INTENT, step="client-secret", mark="2028-11-23T10:00:01Z")
    journal.write(Kind.INTENT, step="client-secret", mark="2028-11-23T10:00:00Z")
    journal.write(Kind.RECEIPT, step="client-secret", mark="2028-11-23T10:00:00Z", object_id="k1")
    assert journal.secret_marks() == {"2028-11-23T10:00:01Z"}
    assert journal.receipts()["client-secret"] == ("k1",)


def test_what_was_made_and_what_was_adopted_here_is_known(journal: Journal) -> None:
    journal.write(Kind.RECEIPT, step="groups", mark="m", object_id="g1")
    journal.write(Kind.ADOPTED, step="application", mark="a", object_id="a1")
    assert journal.made_or_adopted() == {"g1", "a1"}
    assert "application" not in journal.receipts()


def test_the_wishes_of_the_last_run_are_remembered_without_secrets_and_people(journal: Journal) -> None:
    scim = ScimEnd(url="https://scim.example/v2", token=SecretText("c4n4ry"))
    wanted = DesiredState(redirect_uris=("https://a.example/cb",), admins=("ada@contoso.com",), scim=scim)
    assert journal.remembered() is None
    journal.remember(wanted)
    journal.remember(wanted)
    assert journal.remembered() == DesiredState(redirect_uris=("https://a.example/cb",))
    assert "c4n4ry" not in journal.path.read_text() and "ada" not in journal.path.read_text()
    assert len(list(journal.entries())) == 1


def test_a_second_run_on_the_same_tenant_is_turned_away(journal: Journal) -> None:
    with alone(journal), pytest.raises(AnotherRun), alone(Journal(journal.path)):
        pass
    with alone(Journal(journal.path)):
        pass
