"""One command, recorded in the sandbox and played again from its recording alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.admin_session import AdminSession, desk_that_set_up
from tests.support.cli_runner import CliResult, confirmed, typed
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
        with desk_that_set_up(home) as admin:
            return _recorded(admin, case)
    admin = AdminSession(home, case.get("persona", "ready"))
    try:
        return _recorded(admin, case)
    finally:
        admin.tenant.stop()


def _recorded(admin: AdminSession, case: dict[str, Any]) -> CliResult:
    admin.tenant.faults.add(*({"kind": "status", **fault} for fault in case.get("faults", ())))
    words = [*case["command"].split(), "--output", "json", "--record", str(admin.home / "run.har")]
    return admin.runs(*words, TOTAL_ONBOARD_VERIFICATION_SECONDS="0.5", TOTAL_ONBOARD_REPLICATION_SECONDS="0.5")


def replayed(recording: Path, home: Path, command: str) -> tuple[CliResult, list[str]]:
    """Type the same command against the replay; return how it ended and where it left the recording."""
    home.mkdir()
    with Replay(read_recording(recording)) as replay:
        words = confirmed([*command.split(), "--output", "json"])
        ended = typed(*words, home=home, environment={**replay.environment, "NO_COLOR": "1"})
    return ended, replay.departures
