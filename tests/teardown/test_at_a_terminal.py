"""At a terminal the tenant's name is typed; anything else changes nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [("contoso", 0, "Removed"), ("yes", 130, "Nothing was changed"), ("", 130, "Nothing was")],
)
def test_the_name_of_the_tenant_is_the_word(tmp_path: Path, typed: str, status: int, said: str) -> None:
    environment = {"HOME": str(tmp_path), "NO_COLOR": "1", "TERM": "dumb"}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    words = ["-m", "total_onboard", "teardown", "--sandbox", "--persona", "half-done"]
    terminal = pexpect.spawn(
        sys.executable,
        words,
        env=os.environ | environment,
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 120),
    )
    terminal.expect("Delete the application TOTAL")
    terminal.expect(r"type the name of the tenant \(Contoso\)")
    terminal.sendline(typed)
    terminal.expect(said)
    if status == 0:
        terminal.expect("Press Enter to close it")
        terminal.sendline("")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == status, terminal.before
