"""In a terminal the admin is asked about each object that is there already."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def sandbox_setup(home: Path, persona: str, *more: str) -> pexpect.spawn:
    """``setup --sandbox`` at a terminal of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    words = ["-m", "total_onboard", "setup", "--sandbox", "--persona", persona, *more]
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
    terminal = sandbox_setup(tmp_path, "already-there", "--adopt")
    terminal.expect("An application TOTAL already exists")
    terminal.expect(r"\[stop/new\]")
    terminal.sendline("new")
    terminal.expect("Member: Cleo Ruiz")
    terminal.expect("A group TOTAL-Admin already exists")
    terminal.expect(r"\[stop/adopt/new\]")
    terminal.sendline("adopt")
    terminal.expect("Adopt the group TOTAL-Admin")
    terminal.expect("This existing member will become a TOTAL administrator: Cleo Ruiz")
    terminal.expect("Press Enter to close it")
    terminal.sendline("")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0, terminal.before


def test_enter_alone_stops_and_changes_nothing(tmp_path: Path) -> None:
    terminal = sandbox_setup(tmp_path, "already-there")
    terminal.expect(r"\[stop/new\]")
    terminal.sendline("")
    terminal.expect("--app-id new")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 3, terminal.before


def test_without_adopt_nothing_is_offered_but_to_leave_it(tmp_path: Path) -> None:
    terminal = sandbox_setup(tmp_path, "already-there", "--app-id", "new")
    terminal.expect(r"\[stop/new\]")
    terminal.sendline("stop")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 3, terminal.before
