from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import respx

from total_onboard.entra.graph import transport

from .gateway import ROOT


@pytest.fixture
def network() -> Iterator[respx.MockRouter]:
    """What Microsoft Graph answers."""
    with respx.mock(base_url=ROOT, assert_all_called=False) as router:
        yield router


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited between attempts, in seconds, without waiting; the gateway's clock goes on by them."""
    slept: list[float] = []
    really = asyncio.sleep

    async def at_once(seconds: float) -> None:
        slept.append(seconds)
        await really(0)

    monkeypatch.setattr(asyncio, "sleep", at_once)
    monkeypatch.setattr(transport, "time", SimpleNamespace(monotonic=lambda: sum(slept)))
    return slept
