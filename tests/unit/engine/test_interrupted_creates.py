"""A run that follows an interrupted one at once: what was asked for may be there although nothing shows it yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.engine.journal.entry import Created, CreateRefused, CreateRequested
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.polling import Poller
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.observed_state import OrphanedApplication
from total_onboard.engine.state.run_state import RunChoices, RunIdentity, RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.resources.applications import Application, PasswordCredential
from total_onboard.steps.interrupted_creates import wait_for_lost_creates

from .test_polling import QuickClock

NAME = "TOTAL (being set up, 0123456789ab)"
END = datetime(2028, 11, 23, 10, 0, tzinfo=UTC)
APP = Application(id="1", app_id="2", display_name=NAME)
SECRET = PasswordCredential(key_id="3", end_date_time=END)
WITH_SECRET = Application(id="1", app_id="2", display_name="TOTAL", password_credentials=(SECRET,))
ASKED: dict[str, dict[str, Any]] = {
    "an application": {"step": "application", "search_key": NAME},
    "a secret": {"step": "client-secret", "search_key": "2028-11-23T10:00:00Z"},
    "a job": {"step": "provisioning-job", "search_key": "scim"},
}
SHOWN: dict[str, dict[str, Any]] = {
    "an application": {"application": APP},
    "a secret": {"application": WITH_SECRET},
    "a job": {"job": SimpleNamespace(template_id="scim")},
}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "tenant" / "total.jsonl")


def asked(journal: Journal, what: str, seconds_ago: float = 0) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    journal.write(CreateRequested(run="earlier", at=at, **ASKED[what]))


def looked(
    journal: Journal, shows: Callable[[float], dict[str, Any]], chosen: frozenset[str] | None = None
) -> tuple[float, int]:
    """The seconds that it took and how often the tenant was looked at; ``shows`` is what it shows at which time."""
    nobody: Any = None
    clock, state = (
        QuickClock(),
        RunState(RunIdentity(nobody, nobody, nobody, frozenset()), RunChoices(AdoptionDecisions())),
    )
    looks: list[float] = []

    async def observe(_: RunState) -> None:
        looks.append(clock.time)
        for name, value in shows(clock.time).items():
            setattr(state.observed, name, value)

    run = ExecutionContext(nobody, journal, Poller(clock=clock))
    steps = chosen or frozenset(step["step"] for step in ASKED.values())
    reconciler = cast("Reconciler", SimpleNamespace(run=run, observe=observe, chosen=steps))

    async def look() -> None:
        await observe(state)
        await wait_for_lost_creates(reconciler, state)

    asyncio.run(look())
    return clock.time, len(looks)


@pytest.mark.parametrize("what", ASKED)
def test_it_looks_until_what_was_asked_for_shows_up(journal: Journal, what: str) -> None:
    asked(journal, what)
    seconds, _ = looked(journal, lambda time: SHOWN[what] if time >= 60 else {})
    assert 60 <= seconds < 80


def test_it_looks_no_longer_than_replication_can_take_since_then(journal: Journal) -> None:
    asked(journal, "an application", seconds_ago=460)
    seconds, _ = looked(journal, lambda _: {})
    assert 20 <= seconds < 40


@pytest.mark.parametrize("seconds_ago", [481, 1e6])
def test_what_must_have_shown_by_now_is_not_waited_for(journal: Journal, seconds_ago: float) -> None:
    asked(journal, "an application", seconds_ago)
    assert looked(journal, lambda _: {}) == (0, 1)


def test_a_clock_that_was_set_back_makes_it_no_longer(journal: Journal) -> None:
    asked(journal, "a secret", seconds_ago=-1e6)
    seconds, _ = looked(journal, lambda _: {})
    assert 480 <= seconds < 500


@pytest.mark.parametrize("answer", [partial(Created, object_id="1"), CreateRefused], ids=["created", "refused"])
@pytest.mark.parametrize("what", ASKED)
def test_what_was_answered_is_not_waited_for(
    journal: Journal, what: str, answer: Callable[..., Created | CreateRefused]
) -> None:
    asked(journal, what)
    journal.write(answer(**ASKED[what]))
    seconds, looks = looked(journal, lambda _: {})
    if what == "an application" and answer is not CreateRefused:
        assert 25 < seconds < 40, "no listing may show it yet; a second one would be created"
    else:
        assert (seconds, looks) == (0, 1)


def test_what_is_shown_at_once_costs_no_second_look(journal: Journal) -> None:
    asked(journal, "an application")
    lost = OrphanedApplication(APP, untouched=True)
    assert looked(journal, lambda _: {"application": WITH_SECRET, "leftovers": (lost,)}) == (0, 1)


def test_what_this_run_does_not_look_at_is_not_waited_for(journal: Journal) -> None:
    asked(journal, "a secret")
    assert looked(journal, lambda _: {}, chosen=frozenset({"groups"})) == (0, 1)
