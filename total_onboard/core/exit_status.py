"""Exit statuses of the process; the numbers are part of the public interface."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """One number for each way in which a command can end (documented in docs/reference.md)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PREREQUISITE = 3
    SIGN_IN = 4
    INCOMPLETE = 5
    UNTRUSTED_FILE = 6
    DRIFT = 7
    INTERRUPTED = 130
