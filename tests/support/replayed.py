"""One command, recorded in the sandbox and played again from its recording alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.cli_runner import CliResult, confirmed, typed
from tests.support.set_up_once import OpenTenant
from total_onboard.commands.sandbox_recordings import REPLAYED_SETTINGS
from total_onboard.sandbox.recording.archive import read_recording
from total_onboard.sandbox.recording.replay_server import Replay


@dataclass(frozen=True)
class Course:
    """What both runs must have in common."""

    status: int
    problems: tuple[str, ...]
    steps: frozenset[tuple[str, str]]


def course(ended: CliResult) -> Course:
    """The course of a run by its document: exit status, codes, and what became of each step, check or verification."""
    found = ended.document
    problems = tuple(sorted(problem["code"] for problem in found["problems"]))
    steps = (
        (str(one.get("id") or one.get("step")), str(one.get("outcome") or one.get("action") or one.get("kind")))
        for name in ("checks", "changes", "verifications", "blocked", "differences")
        for one in found.get(name) or ()
    )
    return Course(ended.status, problems, frozenset(steps))


def recorded(home: Path, case: dict[str, Any]) -> CliResult:
    """Run the command of a case, and leave ``run.har``."""
    if case.get("after"):
        with session_after_setup(home) as admin:
            return _recorded(admin, case)
    admin = AdminSession(home, case.get("persona", "ready"))
    try:
        return _recorded(admin, case)
    finally:
        admin.tenant.stop()


def _recorded(admin: AdminSession, case: dict[str, Any]) -> CliResult:
    admin.tenant.faults.add(*({"kind": "status", **fault} for fault in case.get("faults", ())))
    words = [*case["command"].split(), "--output", "json", "--record", str(admin.home / "run.har")]
    seconds = str(case.get("seconds", 0.5))
    waits = {f"TOTAL_ONBOARD_{name}_SECONDS": seconds for name in ("VERIFICATION", "REPLICATION")}
    with _minutes_later(admin.tenant) if case.get("code_expires") else nullcontext():
        return admin.runs(*words, **waits)


@contextmanager
def _minutes_later(tenant: OpenTenant) -> Iterator[None]:
    """Let the time of the first device code pass."""

    def leap() -> None:
        while not tenant.platform.pending.waiting():
            time.sleep(0.05)
        tenant.between_requests(lambda: tenant.store.clock.leap(timedelta(minutes=16)))

    waiting = threading.Thread(target=leap)
    waiting.start()
    yield
    waiting.join()


def replayed(recording: Path, home: Path, command: str) -> tuple[CliResult, list[str]]:
    """Type the same command against the replay; return how it ended and where it left the recording."""
    home.mkdir()
    with Replay(read_recording(recording), REPLAYED_SETTINGS) as replay:
        words = confirmed([*command.split(), "--output", "json"])
        ended = typed(*words, home=home, environment={**replay.environment, "NO_COLOR": "1"})
    return ended, replay.departures
