"""The command in a process of its own, which is forked from a warm one so that it costs no imports.

An interpreter that starts with such variables as in ``READ_AT_THE_START`` would be another one than this. Several
threads may run commands at the same time.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import keyring

PATIENCE: Final = 90.0
"""Seconds after which a command counts as hanging."""
ANSWERED: Final = "answered.json"
SAID: Final = "said.txt"

READ_AT_THE_START: Final = ("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS", "PYTHONPATH", "LANG", "LC_", "TZ")

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.fault_injection.setup.warm"])
_BOOKKEEPING: Final = threading.Lock()
"""Held where multiprocessing reads how processes ended: when one starts, of all of them, and each can be read once."""


@dataclass(frozen=True)
class Ended:
    """How a command ended: a negative status is the signal that killed it; ``said`` is its standard error."""

    status: int | None
    said: str


class Command(ForkServerProcess):
    """One that any thread may start, while others do."""

    def start(self) -> None:
        """Fork it."""
        with _BOOKKEEPING:
            super().start()

    def ends(self, within: float | None) -> int | None:
        """Wait for the end, and return its status; None while it runs."""
        wait([self.sentinel], within)
        with _BOOKKEEPING:
            self.join(0)
            return self.exitcode


def command(words: Sequence[str], home: Path, environment: Mapping[str, str], streams: Path | None = None) -> Command:
    """``total-onboard`` and these words, not yet started; what it says goes to files in ``streams``, or ``home``."""
    return Command(target=_run, args=(tuple(words), home, dict(environment), streams or home))


def ended(process: Command, home: Path) -> Ended:
    """Wait for the end; one that hangs is killed, and its status is None."""
    status = process.ends(within=PATIENCE)
    if status is None:
        process.kill()
        process.ends(within=None)
    return Ended(status, (home / SAID).read_text(encoding="utf-8", errors="replace"))


def _run(words: tuple[str, ...], home: Path, environment: dict[str, str], streams: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(home)
    for descriptor, name in ((0, os.devnull), (1, streams / ANSWERED), (2, streams / SAID)):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, buffering=1) for n, mode in enumerate("rww"))
    sys.argv = ["total-onboard", *words]

    keyring.core._keyring_backend = None  # chosen anew, as the environment says
    from tests.fault_injection.setup.warm import main

    main()
