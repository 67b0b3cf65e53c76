"""The terminal of the person at the keyboard, however standard output and standard error are redirected."""

from __future__ import annotations

import os
import sys
from typing import IO


def open_terminal() -> IO[str] | None:
    """Return a stream to the terminal if standard input is one: standard error, or else the terminal device.

    None means that nobody can be asked.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    if sys.stderr is not None and sys.stderr.isatty():
        return sys.stderr
    return next((stream for path in _devices() if (stream := _opened(path))), None)


def _devices() -> tuple[str, ...]:
    """Return the controlling terminal; if the process has none, the device that standard input is read from."""
    if sys.platform == "win32":
        return ("CONOUT$",)
    return ("/dev/tty", _device_of_standard_input())


def _device_of_standard_input() -> str:
    try:
        return os.ttyname(sys.stdin.fileno())
    except OSError:
        return ""


def _opened(path: str) -> IO[str] | None:
    """Open without making it the controlling terminal; the stream stays open until the process exits."""
    try:
        descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return None
    stream = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")
    if stream.isatty():
        return stream
    stream.close()
    return None
