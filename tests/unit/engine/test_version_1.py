"""Journals that earlier versions wrote: each line of ``journal_version_1.jsonl`` says what its neighbor's says.

The lines of version 1 were written by the last version that wrote them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from total_onboard.engine.journal.entry import ENTRY_TYPES, Created
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.line_format import entry_of, line_of
from total_onboard.engine.journal.queries import receipts
from total_onboard.engine.journal.version_1 import KINDS_OF_VERSION_1

HERE = Path(__file__).parent
OLD = (HERE / "journal_version_1.jsonl").read_bytes().splitlines()
TODAY = (HERE / "journal_version_2.jsonl").read_bytes().splitlines()
NEW_IN_VERSION_2 = (HERE / "journal_new_kinds.jsonl").read_bytes().splitlines()


def _name(line: bytes) -> str:
    entry = json.loads(line)
    return f"{entry['kind']} {entry.get('step', '')} {entry.get('mark', '')[:20]}".strip()


@pytest.mark.parametrize(("old", "today"), list(zip(OLD, TODAY, strict=True)), ids=map(_name, OLD))
def test_line_of_version_1_is_read_as_the_entry_of_today(old: bytes, today: bytes) -> None:
    assert json.loads(line_of(entry_of(old))) == json.loads(today)


@pytest.mark.parametrize("line", TODAY + NEW_IN_VERSION_2, ids=lambda line: str(json.loads(line)["kind"]))
def test_entry_is_the_same_after_writing_and_reading(line: bytes) -> None:
    assert line_of(entry_of(line)) == line
    assert entry_of(line) == entry_of(line_of(entry_of(line)))


def test_examples_cover_every_kind_of_both_versions() -> None:
    assert {json.loads(line)["kind"] for line in OLD} == set(KINDS_OF_VERSION_1)
    assert {json.loads(line)["kind"] for line in TODAY + NEW_IN_VERSION_2} == set(ENTRY_TYPES)


def test_journal_of_version_1_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "total.jsonl"
    path.write_bytes(b"\n".join(OLD) + b"\n")
    before = receipts(Journal(path).entries())
    Journal(path).write(Created(step="groups", search_key="total-onboard-total-total-analyst", object_id="g2"))
    assert receipts(Journal(path).entries()) == before | {"groups": (*before["groups"], "g2")}
    assert path.read_bytes().startswith(b"\n".join(OLD)), "what is written stays"


@pytest.mark.parametrize(
    "line",
    [
        b'{"run": "r", "kind": "rehearsal", "step": "midway", "mark": "bo", "object_id": "u"}',
        b'{"run": "r", "kind": "removal-test", "step": "unsure", "object_id": "https://t.example"}',
        b'{"run": "r", "kind": "baseline", "step": "groups", "object_id": "g"}',
    ],
)
def test_line_of_version_1_without_a_meaning_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        entry_of(line)
