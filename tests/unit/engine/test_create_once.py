"""The intent before a creating call, and what the journal holds of it afterwards."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from total_onboard.engine.create_once import create_once
from total_onboard.engine.journal.append_log import JournalUnwritable
from total_onboard.engine.journal.entry import Created, CreateRefused, CreateRequested, Entry
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import pending_creates
from total_onboard.engine.polling import Poller, PollPolicy
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import AmbiguousAnswer, BadRequest, GraphError

from .test_polling import QuickClock

MADE = SimpleNamespace(id="made")


class Graph:
    """Answers each create with the next of these, and finds something from the ``found_at``-th look on."""

    def __init__(self, *answers: GraphError | None, found_at: int = 0) -> None:
        self.answers, self.found_at, self.looks, self.creates = list(answers), found_at, 0, 0

    async def create(self) -> Any:
        self.creates += 1
        if error := self.answers.pop(0):
            raise error
        return MADE

    async def find(self) -> Any:
        self.looks += 1
        return MADE if self.found_at and self.looks >= self.found_at else None


def created(journal: Journal, graph: Graph) -> Any:
    run = ExecutionContext(cast("Any", None), journal, Poller(clock=QuickClock()), PollPolicy(limit=5))
    return asyncio.run(create_once(run, StepId.APPLICATION, "name", graph.create, graph.find))


def noted(journal: Journal) -> list[type[Entry]]:
    return [type(entry) for entry in journal.entries()]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "tenant" / "total.jsonl")


def lost() -> AmbiguousAnswer:
    return AmbiguousAnswer("lost", status=504, path="/applications")


def test_what_the_journal_cannot_hold_is_not_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    graph = Graph(None)
    monkeypatch.setattr("total_onboard.engine.journal.append_log.write_all", full)
    with pytest.raises(JournalUnwritable, match="No space left"):
        created(Journal(tmp_path / "tenant" / "total.jsonl"), graph)
    assert graph.creates == 0


def test_the_intent_stands_before_the_call_and_the_receipt_after_it(journal: Journal) -> None:
    assert created(journal, Graph(None)).id == "made"
    assert noted(journal) == [CreateRequested, Created]


def test_what_was_made_although_its_answer_was_lost_is_found_and_not_made_again(journal: Journal) -> None:
    graph = Graph(lost(), found_at=3)
    assert created(journal, graph).id == "made"
    assert graph.creates == 1
    assert noted(journal) == [CreateRequested, Created]


def test_only_what_must_have_shown_and_did_not_is_made_again(journal: Journal) -> None:
    graph = Graph(lost(), None)
    created(journal, graph)
    assert graph.creates == 2 and graph.looks > 3
    assert noted(journal) == [CreateRequested, CreateRefused, CreateRequested, Created]


def test_a_clear_refusal_is_noted_as_such(journal: Journal) -> None:
    with pytest.raises(BadRequest):
        created(journal, Graph(BadRequest("no", status=400, path="/applications")))
    assert noted(journal) == [CreateRequested, CreateRefused]
    assert pending_creates(journal.entries()) == {}
