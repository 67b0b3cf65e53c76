from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from total_onboard.core.errors import OnboardError
from total_onboard.engine.events import Event, PollProgress
from total_onboard.engine.polling import Poller, PollPolicy, PollTimeout


class QuickClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


class Heard:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def on(self, event: Event) -> None:
        self.events.append(event)


def answers(*values: object) -> Callable[[], Awaitable[object]]:
    left = list(values)

    async def probe() -> object:
        value = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(value, Exception):
            raise value
        return value

    return probe


class NotYet(OnboardError):
    def __init__(self) -> None:
        super().__init__("not yet", remedy="wait")


def test_what_is_there_at_once_costs_no_time() -> None:
    clock = QuickClock()
    assert asyncio.run(Poller(clock=clock).until("it is there", answers("it"))) == "it"
    assert clock.time == 0


def test_each_wait_is_told_in_words_with_its_limit() -> None:
    heard = Heard()
    asyncio.run(Poller(heard, QuickClock()).until("it is there", answers(None, None, "it")))
    assert [(e.sentence, e.limit) for e in heard.events if isinstance(e, PollProgress)] == [("it is there", 600.0)] * 2


def test_where_one_replica_lagged_a_single_good_read_is_not_believed() -> None:
    asked: list[str] = []
    probe = answers(None, "one replica", None, "one replica", "another", "a third")

    async def counted() -> object:
        asked.append("once")
        return await probe()

    assert asyncio.run(Poller(clock=QuickClock()).until("it stays", counted, PollPolicy(good_reads=2))) == "another"
    assert len(asked) == 5


def test_past_the_limit_it_says_what_did_not_happen() -> None:
    clock = QuickClock()
    with pytest.raises(PollTimeout, match="60 seconds until it is there"):
        asyncio.run(Poller(clock=clock).until("it is there", answers(None), PollPolicy(limit=60)))
    assert 60 <= clock.time < 75


def test_a_wait_is_at_most_a_quarter_longer_than_the_lag() -> None:
    for lag in (3.0, 20.0, 280.0):
        clock = QuickClock()

        async def probe(clock: QuickClock = clock, lag: float = lag) -> str | None:
            return "it" if clock.time >= lag else None

        asyncio.run(Poller(clock=clock).until("it is there", probe))
        assert clock.time <= lag * 1.25 + 1


def test_a_refusal_that_passes_is_waited_for_and_another_is_not() -> None:
    poller = Poller(clock=QuickClock())
    passing = asyncio.run(poller.retry_while("it is taken", answers(NotYet(), "done"), lambda e: isinstance(e, NotYet)))
    assert passing == "done"
    with pytest.raises(OnboardError, match="for ever"):
        other = OnboardError("refused for ever", remedy="none")
        asyncio.run(poller.retry_while("it is taken", answers(other), lambda e: isinstance(e, NotYet)))


def test_past_the_limit_the_refusal_itself_is_shown() -> None:
    with pytest.raises(NotYet):
        asyncio.run(Poller(clock=QuickClock()).retry_while("it is taken", answers(NotYet()), lambda _: True))
