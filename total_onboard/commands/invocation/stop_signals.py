"""SIGTERM, Ctrl-Break and a closed terminal end a run as Ctrl-C does: the call in flight is not left unknown."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, NoReturn

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Windows has SIGBREAK in place of SIGHUP: for Ctrl-Break, and for a window that is closed."""


def supported_signals(signals: object = signal) -> list[int]:
    """Return those that this platform has."""
    return [getattr(signals, name) for name in _NAMES if hasattr(signals, name)]


_POLITE: Final = supported_signals()
_OUTPUTS: Final = (1, 2)
_LONGEST_WAIT: Final = 0.5
"""Before Python 3.14, Ctrl-C doesn't interrupt a wait without a limit on Windows (python/cpython#80116)."""


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    signal.raise_signal(signal.SIGINT)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Treat every polite stop signal alike inside the context; ignore Ctrl-C after it, when the outcome is known.

    A shell lets what it runs in the background ignore Ctrl-C; here that would swallow the other signals with it. A
    second Ctrl-C, during the report of the first one, interrupted the report or the end of the threads.
    """
    handlers: dict[int, Any] = dict.fromkeys(_POLITE, _as_ctrl_c)
    handlers[signal.SIGINT] = signal.default_int_handler
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = _hung_up([output for output in _OUTPUTS if _is_terminal(output)])
    with _handled(handlers, afterwards={signal.SIGINT: signal.SIG_IGN}):
        yield


def wait_until_stopped() -> NoReturn:
    """Wait for a signal, whose handler then raises."""
    while True:
        time.sleep(_LONGEST_WAIT)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold signals back inside the context, while something would be lost that exists nowhere else."""
    came: list[int] = []
    with _handled({number: lambda number, _: came.append(number) for number in _POLITE}):
        yield
    if came:
        signal.raise_signal(came[0])


def _hung_up(terminals: list[int]) -> Callable[[int, FrameType | None], None]:
    """Stop writing to a closed terminal, because the error would interrupt the cleanup."""

    def handle(number: int, frame: FrameType | None) -> None:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for terminal in terminals:
            os.dup2(nowhere, terminal)
        os.close(nowhere)
        _as_ctrl_c(number, frame)

    return handle


@contextmanager
def _handled(handlers: dict[int, Any], afterwards: Mapping[int, Any] | None = None) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # Python gives signals to the main thread alone
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in {**before, **(afterwards or {})}.items():
            signal.signal(number, handler)


def _is_terminal(output: int) -> bool:
    with suppress(OSError):
        return os.isatty(output)
    return False
