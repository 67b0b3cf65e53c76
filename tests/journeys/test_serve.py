"""The practice tenant as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_the_environment_for_a_shell_and_serves_until_it_is_stopped(
    tmp_path: Path, stop: signal.Signals
) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "total_onboard", "sandbox", "serve", "--approve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    lines = [serving.stdout.readline() for _ in range(5)]
    environment = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
    assert Path(environment["TOTAL_ONBOARD_CA_BUNDLE"]).is_file()
    checked = subprocess.run(
        [sys.executable, "-m", "total_onboard", "check-prereqs"],
        env={**os.environ, **environment, "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    serving.send_signal(stop)
    assert serving.wait(timeout=60) == 0
    assert not Path(environment["TOTAL_ONBOARD_CA_BUNDLE"]).exists()


def test_in_the_background_of_a_shell_it_still_obeys_sigterm() -> None:
    script = f"{sys.executable} -m total_onboard sandbox serve > /dev/null 2>&1 & echo $!; wait"
    shell = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True)
    assert shell.stdout is not None
    process = int(shell.stdout.readline())
    time.sleep(3)
    os.kill(process, signal.SIGTERM)
    assert shell.wait(timeout=60) == 0
