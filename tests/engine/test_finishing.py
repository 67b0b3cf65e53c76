"""What is under way when a run is stopped."""

from __future__ import annotations

import asyncio

import pytest

from total_onboard.engine import create_once
from total_onboard.engine.create_once import to_the_end


async def stopped_while(deed: asyncio.Task[object]) -> None:
    await asyncio.sleep(0.01)
    deed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await deed


def test_a_deed_is_finished_before_the_run_stops() -> None:
    done: list[str] = []

    async def deed() -> None:
        await asyncio.sleep(0.05)
        done.append("receipt")

    async def run() -> None:
        await stopped_while(asyncio.create_task(to_the_end(deed())))
        assert done == ["receipt"]

    asyncio.run(run())


def test_a_deed_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(create_once, "FINISHING", 0.05)

    async def run() -> None:
        await asyncio.wait_for(stopped_while(asyncio.create_task(to_the_end(asyncio.sleep(600)))), 60)

    asyncio.run(run())


def test_a_deed_that_fails_while_it_is_finished_is_not_complained_of(caplog: pytest.LogCaptureFixture) -> None:
    async def deed() -> None:
        await asyncio.sleep(0.05)
        raise RuntimeError("lost")

    async def run() -> None:
        await stopped_while(asyncio.create_task(to_the_end(deed())))

    asyncio.run(run())
    assert caplog.records == []
