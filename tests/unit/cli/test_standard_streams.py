"""Closed standard streams: the command works, and no file takes their place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
PROGRAM = f'"{sys.executable}" -m total_onboard'


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["--version", "keys list", "keys list --output json"])
def test_command_with_a_closed_stream_exits_with_0(command: str, closed: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{PROGRAM} {command} {closed}"],
        capture_output=True,
        text=True,
        env=os.environ | {"TOTAL_ONBOARD_STATE_DIR": str(tmp_path)},
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)


def test_closed_streams_are_the_null_device() -> None:
    script = (
        "from total_onboard.cli.main import open_closed_streams as o; o();"
        "import os, sys; null = os.stat(os.devnull).st_rdev;"
        "sys.exit(sum(os.fstat(number).st_rdev == null for number in range(3)))"
    )
    ended = subprocess.run(["/bin/sh", "-c", f'"{sys.executable}" -c "{script}" <&- >&- 2>&-'])
    assert ended.returncode == 3
