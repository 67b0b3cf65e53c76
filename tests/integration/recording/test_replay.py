"""``sandbox replay``: a recorded failure happens again, offline, in the same step and with the same exit status."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.replayed import course, recorded, replayed
from tests.support.yaml_text import read_yaml
from total_onboard.engine import provisioning_retry
from total_onboard.engine.polling import PollPolicy

CASES: list[dict[str, Any]] = read_yaml((Path(__file__).parent / "failures.yaml").read_text("utf-8"))
IN_THE_PLAIN_SUITE = 3


def _same_course(case: dict[str, Any], home: Path, patch: pytest.MonkeyPatch) -> None:
    if "warm_up_seconds" in case:
        patch.setattr(provisioning_retry, "PROVISIONING_WARM_UP", PollPolicy(limit=case["warm_up_seconds"]))
    first = recorded(home, case)
    assert first.status != 0, "the case does not fail"
    again, departures = replayed(home / "run.har", home / "replayed", case["command"])
    assert course(again) == course(first), f"{departures}\n{first.err}\n{again.err}"


@pytest.mark.parametrize("case", CASES[:IN_THE_PLAIN_SUITE], ids=lambda case: case["name"])
def test_replay_of_a_failure_takes_the_same_course(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _same_course(case, tmp_path, monkeypatch)


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES[IN_THE_PLAIN_SUITE:], ids=lambda case: case["name"])
def test_replay_of_every_failure_takes_the_same_course(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _same_course(case, tmp_path, monkeypatch)


def test_replay_of_a_setup_succeeds_without_leaving_the_recording(tmp_path: Path) -> None:
    first = recorded(tmp_path, {"command": "setup", "seconds": 60})
    again, departures = replayed(tmp_path / "run.har", tmp_path / "replayed", "setup")
    assert (first.status, again.status) == (0, 0), again.err
    assert course(again) == course(first), "\n".join(departures)


def test_replay_says_where_another_command_leaves_the_recording(tmp_path: Path) -> None:
    recorded(tmp_path, {"command": "check-prereqs"})
    again, departures = replayed(tmp_path / "run.har", tmp_path / "replayed", "setup")
    assert again.status == 1
    assert "NotInRecording" in again.err
    assert any(each.startswith("GET /v1.0/servicePrincipals") and "no such request" in each for each in departures)
