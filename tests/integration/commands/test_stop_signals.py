from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from total_onboard.commands.invocation.stop_signals import (
    held_back,
    stop_signals,
    supported_signals,
    wait_until_stopped,
)

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def _ctrl_c_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_every_polite_way_to_stop_is_a_ctrl_c_and_only_within(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), stop_signals():
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_ctrl_c_does_not_spoil_how_the_first_is_told(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stop_signals():
        signal.raise_signal(number)
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pytest.fail("it was interrupted again while it ended")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_what_must_not_be_lost_is_written(number: signal.Signals) -> None:
    written: list[str] = []
    with pytest.raises(KeyboardInterrupt), stop_signals():
        with held_back():
            signal.raise_signal(number)
            written.append("hand-off")
        written.append("never")
    assert written == ["hand-off"]


def test_wait_until_stopped_never_waits_without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        wait_until_stopped()
    assert max(waits) <= 1


def test_polite_signals_of_windows_include_ctrl_break() -> None:
    windows = SimpleNamespace(SIGINT=2, SIGTERM=15, SIGBREAK=21)
    assert supported_signals(windows) == [2, 15, 21]
