from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.files import private_files
from total_onboard.core.secret import SecretText
from total_onboard.engine.journal import append_log
from total_onboard.engine.journal.append_log import JournalUnwritable
from total_onboard.engine.journal.entry import (
    Added,
    Adopted,
    Created,
    CreateRequested,
    Delivered,
    DeliveryStarted,
    GraphWrite,
    RunStarted,
)
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.line_format import JournalUnreadable
from total_onboard.engine.journal.lock import AnotherRun, exclusive_lock
from total_onboard.engine.journal.queries import (
    create_attempts,
    last_desired_state,
    owned_object_ids,
    receipts,
    secret_markers,
)
from total_onboard.engine.journal.secret_deliveries import delivered_secrets
from total_onboard.entra.http.call_record import CallRecord


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.of(tmp_path / "state", "tenant", "total")


@contextmanager
def a_disk_that_takes(monkeypatch: pytest.MonkeyPatch, space: int) -> Iterator[None]:
    """So many bytes more, and then nothing."""

    def filling(file: IO[bytes], line: bytes) -> None:
        file.write(line[:space])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(append_log, "write_all", filling)
        patch.setattr(private_files, "write_all", filling)
        yield


def call(method: str, *, write: bool) -> CallRecord:
    return CallRecord(method, "/applications", 201, 0.1, "graph-request", "our-request", write)


def test_only_its_owner_can_read_it(journal: Journal) -> None:
    journal.write(CreateRequested(step="groups", search_key="m"))
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(journal.path.parent.parent.stat().st_mode) == 0o700


def test_a_torn_last_line_does_not_hide_the_lines_before_it(journal: Journal) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "receipt", "st')
    assert receipts(journal.entries()) == {"groups": ("g1",)}


def test_a_line_after_a_torn_one_is_not_lost(journal: Journal) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "receipt", "st')
    Journal(journal.path).write(Created(step="groups", search_key="m", object_id="g2"))
    assert receipts(journal.entries()) == {"groups": ("g1", "g2")}


def test_a_line_that_lacks_only_its_end_counts(journal: Journal) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    journal.path.write_bytes(journal.path.read_bytes().rstrip(b"\n"))
    assert receipts(journal.entries()) == {"groups": ("g1",)}
    journal.write(Created(step="groups", search_key="m", object_id="g2"))
    assert receipts(journal.entries()) == {"groups": ("g1", "g2")}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"kind": "receipt", "st', "can't be read"),
        ("\x00\x00\x00", "can't be read"),
        ("[]", "can't be read"),
        ('{"run": "r", "kind": "receipt", "at": "never"}', "can't be read"),
        ('{"run": "r", "kind": "transferred", "object_id": "g2"}', "newer version of total-onboard"),
        ('{"run": "r", "kind": "receipt", "object_id": "g2", "sealed_by": "x"}', "newer version of total-onboard"),
        ('{"v": 2, "run": "r", "kind": "transferred", "key_id": "k"}', "newer version of total-onboard"),
        ('{"v": 2, "run": "r", "kind": "delivered", "key_id": "k", "by": "mail"}', "newer version of total-onboard"),
        ('{"v": 3, "run": "r", "kind": "delivered", "key_id": "k"}', "reads journals up to format 2"),
        ('{"v": 2, "run": "r", "kind": "delivered"}', "can't be read"),
        ('{"v": 2, "kind": "delivered", "key_id": "k"}', "can't be read"),
        ('{"v": "2", "run": "r", "kind": "delivered", "key_id": "k"}', "can't be read"),
        ('{"v": 2, "run": "r", "kind": "receipt", "object_id": "g2"}', "newer version of total-onboard"),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_that_names_the_file_and_the_line(
    journal: Journal, line: str, says: str
) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    with journal.path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    journal.write(Created(step="groups", search_key="m", object_id="g3"))
    with pytest.raises(JournalUnreadable) as refused:
        journal.entries()
    assert says in refused.value.message
    assert f"Line 2 of the journal {journal.path}" in refused.value.message
    assert refused.value.exit_status == 3


def test_every_write_to_graph_is_noted_with_its_request_ids_and_no_read(journal: Journal) -> None:
    journal.note_call(call("POST", write=True))
    journal.note_call(call("GET", write=False))
    lines = [json.loads(line) for line in journal.path.read_text(encoding="utf-8").splitlines()]
    assert [(line["method"], line["path"], line["request_id"], line["client_request_id"]) for line in lines] == [
        ("POST", "/applications", "graph-request", "our-request")
    ]


def test_who_runs_what_stands_before_the_first_line_and_nowhere_where_there_is_none(journal: Journal) -> None:
    journal.start_run("sync", "ada@contoso.com")
    journal.note_call(call("GET", write=False))
    assert journal.entries() == ()
    journal.note_call(call("POST", write=True))
    journal.write(CreateRequested(step="groups", search_key="m"))
    begun, *others = journal.entries()
    assert isinstance(begun, RunStarted)
    assert (begun.command, begun.account) == ("sync", "ada@contoso.com")
    assert [type(entry) for entry in others] == [GraphWrite, CreateRequested]


def test_the_first_document_kept_aside_stays_the_original(journal: Journal) -> None:
    journal.write(RunStarted(command="setup"))
    journal.backup_once("schema.json", {"version": 1})
    journal.backup_once("schema.json", {"version": 2})
    kept = journal.path.parent / "schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == {"version": 1}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_half_a_document_is_never_taken_for_the_original(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.write(RunStarted(command="setup"))
    with a_disk_that_takes(monkeypatch, 5), pytest.raises(JournalUnwritable):
        journal.backup_once("schema.json", {"version": 1})
    journal.backup_once("schema.json", {"version": 2})
    assert json.loads((journal.path.parent / "schema.json").read_text(encoding="utf-8")) == {"version": 2}


def test_a_secret_counts_as_handed_off_only_once_that_is_written(journal: Journal) -> None:
    journal.write(CreateRequested(step="client-secret", search_key="2028-11-23T10:00:00Z"))
    journal.write(Created(step="client-secret", search_key="2028-11-23T10:00:00Z", object_id="k1"))
    assert not delivered_secrets(journal.entries())
    journal.write(Delivered(key_id="k1"))
    assert list(delivered_secrets(journal.entries())) == ["k1"]


def test_they_are_told_in_the_order_in_which_they_were_handed_off(journal: Journal) -> None:
    for key in ("k2", "k1", "k2"):
        journal.write(Delivered(key_id=key))
    assert list(delivered_secrets(journal.entries())) == ["k2", "k1"]


def test_a_secret_whose_hand_off_lies_where_it_was_put_is_handed_off_although_the_run_ended_there(
    journal: Journal, tmp_path: Path
) -> None:
    handoff = tmp_path / "contoso.totalhandoff"
    journal.write(DeliveryStarted(key_id="k1", file=handoff))
    journal.write(DeliveryStarted(key_id="to the clipboard"))
    assert not delivered_secrets(journal.entries())
    handoff.touch()
    assert list(delivered_secrets(journal.entries())) == ["k1"]


def test_the_marks_of_secrets_are_those_whose_answer_never_came(journal: Journal) -> None:
    journal.write(CreateRequested(step="client-secret", search_key="2028-11-23T10:00:01Z"))
    journal.write(CreateRequested(step="client-secret", search_key="2028-11-23T10:00:00Z"))
    journal.write(Created(step="client-secret", search_key="2028-11-23T10:00:00Z", object_id="k1"))
    assert secret_markers(journal.entries()) == {"2028-11-23T10:00:01Z"}
    assert receipts(journal.entries())["client-secret"] == ("k1",)


def test_what_was_made_and_what_was_adopted_here_is_known(journal: Journal) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    journal.write(Adopted(step="application", unique_name="a", object_id="a1"))
    assert owned_object_ids(journal.entries()) == {"g1", "a1"}
    assert "application" not in receipts(journal.entries())


def test_the_wishes_of_the_last_run_are_remembered_without_secrets_and_people(journal: Journal) -> None:
    scim = ScimEndpoint(url="https://scim.example/v2", token=SecretText("c4n4ry"))
    desired = DesiredState(redirect_uris=("https://a.example/cb",), admins=("ada@contoso.com",), scim=scim)
    assert last_desired_state(journal.entries()) is None
    journal.remember(desired)
    journal.remember(desired)
    assert last_desired_state(journal.entries()) == DesiredState(redirect_uris=("https://a.example/cb",))
    assert "c4n4ry" not in journal.path.read_text() and "ada" not in journal.path.read_text()
    assert len(journal.entries()) == 1


def test_a_second_run_on_the_same_tenant_is_turned_away(journal: Journal) -> None:
    with exclusive_lock(journal), pytest.raises(AnotherRun), exclusive_lock(Journal(journal.path)):
        pass
    with exclusive_lock(Journal(journal.path)):
        pass


def folders_synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    synced: list[str] = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    return synced


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux' /proc")
def test_the_disk_has_the_new_files_name_before_the_first_call_goes_out(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = folders_synced(monkeypatch)
    journal.write(CreateRequested(step="groups", search_key="m"))
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    assert synced == ["tenant", "state"]


def test_additions_of_one_request_are_all_on_the_disk_after_one_wait(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    waits: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: waits.append(journal.path.read_bytes()))
    journal.record_addition("members", "g1", "ada", "bo", "cy")
    assert waits == [journal.path.read_bytes()]
    assert [entry.item for entry in journal.entries() if isinstance(entry, Added)] == ["ada", "bo", "cy"]


def test_a_line_that_was_torn_by_a_full_disk_is_ended_by_the_next_one(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    with a_disk_that_takes(monkeypatch, 20), pytest.raises(JournalUnwritable, match="No space left"):
        journal.write(Created(step="groups", search_key="m", object_id="g2"))
    journal.write(Created(step="groups", search_key="m", object_id="g3"))
    assert receipts(journal.entries()) == {"groups": ("g1", "g3")}


def test_an_answer_is_not_lost_for_a_full_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_disk_that_takes(monkeypatch, 0):
        journal.note_call(call("POST", write=True))
    assert journal.entries() == ()


def test_a_folder_in_which_nothing_can_lie_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    journal = Journal.of(tmp_path / "state", "tenant", "total")
    with pytest.raises(JournalUnwritable, match="can't be written"), exclusive_lock(journal):
        pass


def test_to_look_into_a_journal_makes_no_folder(tmp_path: Path) -> None:
    assert Journal.of(tmp_path / "state", "tenant", "total").entries() == ()
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("name", ["TOTAL \u2028 Ärzte \x85", "TOTAL 🔒"])
def test_a_name_of_any_characters_stays_on_its_line(journal: Journal, name: str) -> None:
    journal.write(CreateRequested(step="application", search_key=name))
    assert create_attempts(journal.entries(), "application") == {name: ""}


def test_a_line_torn_in_the_middle_of_a_letter_hides_no_other(journal: Journal) -> None:
    journal.write(Created(step="groups", search_key="m", object_id="g1"))
    with journal.path.open("ab") as file:
        file.write('{"kind": "receipt", "mark": "Ä'.encode()[:-1])
    assert receipts(journal.entries()) == {"groups": ("g1",)}


def test_the_lock_of_a_run_that_was_killed_is_none(journal: Journal) -> None:
    holding = f"""
import os, signal
from pathlib import Path
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
with exclusive_lock(Journal(Path({str(journal.path)!r}))):
    print("held", flush=True)
    signal.pause()
"""
    with subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        with pytest.raises(AnotherRun), exclusive_lock(journal):
            pass
        process.kill()
    with exclusive_lock(journal):
        pass
