"""In a terminal the admin is asked about each object that is there already."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def rehearsal(home: Path, persona: str) -> pexpect.spawn:
    """``setup --sandbox`` at a terminal of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    words = ["-m", "total_onboard", "setup", "--sandbox", "--persona", persona]
    return pexpect.spawn(
        sys.executable,
        words,
        env=os.environ | environment,
        cwd=str(home),
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),
    )


def test_each_object_is_asked_about_and_the_answers_are_carried_out(tmp_path: Path) -> None:
    terminal = rehearsal(tmp_path, "already-there")
    terminal.expect("This tool did not make the application TOTAL")
    terminal.expect(r"\[stop/new\]")
    terminal.sendline("new")
    terminal.expect("This tool did not make the group TOTAL-Admin")
    terminal.expect(r"\[stop/adopt/new\]")
    terminal.sendline("adopt")
    terminal.expect("Adopt the group TOTAL-Admin")
    terminal.expect("Press Enter to close it")
    terminal.sendline("")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0, terminal.before


def test_enter_alone_stops_and_changes_nothing(tmp_path: Path) -> None:
    terminal = rehearsal(tmp_path, "already-there")
    terminal.expect(r"\[stop/new\]")
    terminal.sendline("")
    terminal.expect("--app-id new")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 3, terminal.before
