"""The real command in a process of its own: how long it took, on the clock and of the processor, and its memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_BYTE_CODE = tempfile.mkdtemp(prefix="total-onboard-byte-code-")
"""Written by the first run; an installed program has it."""


@dataclass(frozen=True)
class Ran:
    """How one process ended: seconds on the clock, seconds of the processor, megabytes at most."""

    status: int
    clock: float
    processor: float
    megabytes: float
    out: str


def run(words: Sequence[str], home: Path, environment: Mapping[str, str]) -> Ran:
    """Run Python with these words; what it says on standard error goes to a file in ``home``."""
    begin = time.perf_counter()
    with (home / "said.txt").open("w") as said, (home / "answered.txt").open("w") as answered:
        process = subprocess.Popen(
            [sys.executable, *words],
            env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPYCACHEPREFIX": _BYTE_CODE, **environment},
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=answered,
            stderr=said,
        )
        _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    out = (home / "answered.txt").read_text()
    return Ran(process.returncode, took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out)


def total_onboard(words: Sequence[str], home: Path, environment: Mapping[str, str]) -> Ran:
    """``total-onboard`` and these words. Raises AssertionError where it did not end well."""
    ran = run(["-m", "total_onboard", *words], home, environment)
    assert ran.status == 0, f"{' '.join(words)} ended with {ran.status}: {(home / 'said.txt').read_text()}"
    return ran
