"""In a real terminal: Enter at a passphrase prompt is named, and no answer that was given before is lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.integration.representative.representative import URI, Representative

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]


def at_a_terminal(representative: Representative, *words: str) -> pexpect.spawn:
    environment = {**os.environ, **representative.environment, "TERM": "xterm", "COLUMNS": "80"}
    environment.pop("TOTAL_ONBOARD_KEY_PASSPHRASE")
    command = ["-m", "total_onboard", *words]
    return pexpect.spawn(
        sys.executable, command, cwd=representative.home, env=environment, encoding="utf-8", timeout=40
    )


def test_enter_at_the_key_prompt_is_named_and_asked_again(tmp_path: Path) -> None:
    representative = Representative(tmp_path / "home")
    shell = at_a_terminal(representative, "value-sheet", "create")
    shell.expect("The passphrase of total-emea")
    for _ in range(4):
        shell.send("\r")
        shell.expect("Nothing was typed")
        shell.expect("The passphrase of total-emea")
    shell.send("a passphrase of the representative\r")
    for question, answer in (("customer", "Contoso"), ("tenant", ""), ("redirect URI", URI), ("SCIM address", "")):
        shell.expect(f"(?i){question}")
        shell.send(f"{answer}\r")
    shell.expect("(?i)contact")
    shell.send("\r")
    shell.expect(pexpect.EOF)
    assert "damaged" not in shell.before
    assert (representative.home / "contoso.totalsheet").exists()


def test_enter_for_a_new_passphrase_is_named_and_asked_again(tmp_path: Path) -> None:
    representative = Representative(tmp_path / "home")
    shell = at_a_terminal(representative, "keys", "create", "--name", "second")
    shell.expect("A passphrase for second")
    shell.send("\r")
    shell.expect("Nothing was typed")
    shell.expect("A passphrase for second")
    shell.send("a long passphrase\r")
    shell.expect("Repeat the passphrase")
    shell.send("a long passphrase\r")
    shell.expect("(?i)fingerprint")
    shell.expect(pexpect.EOF)
