"""What is under way when a run is stopped."""

from __future__ import annotations

import asyncio

import pytest

from total_onboard.engine import create_once
from total_onboard.engine.create_once import run_shielded


async def stopped_while(outcome: asyncio.Task[object]) -> None:
    await asyncio.sleep(0.01)
    outcome.cancel()
    with pytest.raises(asyncio.CancelledError):
        await outcome


def test_a_deed_is_finished_before_the_run_stops() -> None:
    done: list[str] = []

    async def outcome() -> None:
        await asyncio.sleep(0.05)
        done.append("receipt")

    async def run() -> None:
        await stopped_while(asyncio.create_task(run_shielded(outcome())))
        assert done == ["receipt"]

    asyncio.run(run())


def test_a_deed_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(create_once, "FINISHING", 0.05)

    async def run() -> None:
        await asyncio.wait_for(stopped_while(asyncio.create_task(run_shielded(asyncio.sleep(600)))), 60)

    asyncio.run(run())


def test_a_deed_that_fails_while_it_is_finished_is_not_complained_of(caplog: pytest.LogCaptureFixture) -> None:
    async def outcome() -> None:
        await asyncio.sleep(0.05)
        raise RuntimeError("lost")

    async def run() -> None:
        await stopped_while(asyncio.create_task(run_shielded(outcome())))

    asyncio.run(run())
    assert caplog.records == []
