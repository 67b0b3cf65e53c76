"""Stages of `.ci/run` that run beside each other: all are heard of, and one that fails fails the whole."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BEGUN_LIKE_RUN = "set -euo pipefail\n. .ci/stages.sh\ntrap abandon EXIT\n"
WELL = "well() { echo all is well; }\nbegin good well\n"
BADLY = "badly() { echo before; false; echo after; }\nbegin bad badly\n"


def _run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", BEGUN_LIKE_RUN + script]
    return subprocess.run(
        words, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, timeout=60, check=False
    )


def test_stages_that_end_well_are_shown_and_the_next_one_follows() -> None:
    ran = _run(WELL + "finish\necho next")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "all is well\n" in ran.stdout
    assert ran.stdout.endswith("next\n")


@pytest.mark.parametrize("stages", [BADLY, BADLY + WELL, WELL + BADLY])
def test_stage_that_fails_in_the_background_fails_the_whole_at_its_first_failing_line(stages: str) -> None:
    ran = _run(stages + "echo meanwhile\nfinish\necho next")
    assert ran.returncode == 1
    assert "before\n" in ran.stdout
    assert "bad failed with 1" in ran.stdout
    assert ("all is well\n" in ran.stdout) == (WELL in stages)
    assert "after\n" not in ran.stdout
    assert "next\n" not in ran.stdout


def test_stage_that_fails_in_the_foreground_ends_those_in_the_background(tmp_path: Path) -> None:
    slow = f"slow() {{ (sleep 3; touch {tmp_path}/late); }}\nbegin slow slow\n"
    begun = time.monotonic()
    assert _run(slow + "false", TMPDIR=str(tmp_path)).returncode == 1
    time.sleep(max(0.0, begun + 4 - time.monotonic()))
    assert list(tmp_path.iterdir()) == []


def test_run_waits_for_every_stage_that_it_begins() -> None:
    lines = [line.split()[0] for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines() if line.strip()]
    calls = [word for word in lines if word in ("begin", "finish")]
    assert calls == ["begin", "finish", "begin", "finish"]
