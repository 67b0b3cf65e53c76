"""SIGTERM and a closed terminal end a run as Ctrl-C does: the call in flight is finished or known to be unknown."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """A shell lets what it runs in the background ignore Ctrl-C; that must not swallow the other signals."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Within it, every polite way to stop is the same one."""
    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _as_ctrl_c) for number in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
