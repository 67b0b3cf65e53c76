"""``handoff show`` and ``handoff open`` at a shell, with the example of the documentation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SECRET = "example-client-secret"
FILE = "contoso.totalhandoff"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("example.key", "example.jwk"):
        (tmp_path / "state" / "keys").mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / name, tmp_path / "state" / "keys")
    shutil.copy(EXAMPLES / FILE, tmp_path)
    return tmp_path


def types(
    home: Path, *words: str, passphrase: str | None = "an example that everybody knows", **more: str
) -> CliResult:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
        **more,
    }
    if passphrase:
        environment["TOTAL_ONBOARD_KEY_PASSPHRASE"] = passphrase
    command = [sys.executable, "-m", "total_onboard", "handoff", *words]
    done = subprocess.run(
        command, env=environment, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return CliResult(done.returncode, done.stdout, done.stderr)


def test_it_is_opened_for_people_and_for_programs(home: Path) -> None:
    assert SECRET in types(home, "open", FILE).out
    opened = types(home, "open", FILE, "--output", "json").document["handoff"]
    assert opened["client_secret"] == SECRET
    assert [group["role"] for group in opened["groups"]] == ["admin", "analyst"]
    assert (opened["answers_issued_sheet"], opened["credentials"]) == ("not checked", "not checked")


def test_showing_opens_nothing_and_needs_no_passphrase(home: Path) -> None:
    shown = types(home, "show", FILE, "--output", "json", passphrase=None)
    assert shown.document["handoff"]["customer"] == "Contoso"
    assert SECRET not in shown.out + shown.err


def test_a_command_gets_the_values_and_its_failure_is_told(home: Path) -> None:
    script = "import os, sys; print(os.environ['TOTAL_CLIENT_SECRET']); sys.exit(3)"
    ended = types(home, "open", FILE, "--run", "--", sys.executable, "-c", script)
    assert ended.out.strip() == SECRET
    assert ended.status == 1
    assert "exited with 3" in ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--run",), "requires a command"),
        (("--", "env"), "requires a command"),
        (("--run", "--output", "json", "--", "env"), "--output json"),
        (("--run", "--", "no-such-program"), "cannot be run"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_passed_on(
    home: Path, words: tuple[str, ...], says: str
) -> None:
    ended = types(home, "open", FILE, *words)
    assert ended.status == 2
    assert says in ended.out + ended.err
    assert SECRET not in ended.out + ended.err


def test_a_wrong_passphrase_is_refused_and_a_missing_one_named(home: Path) -> None:
    assert types(home, "open", FILE, passphrase="another one").status == 2
    assert "TOTAL_ONBOARD_KEY_PASSPHRASE" in types(home, "open", FILE, passphrase=None).err


def test_a_clipboard_gets_it_instead_of_the_screen(home: Path) -> None:
    xclip = home / "bin" / "xclip"
    xclip.parent.mkdir()
    xclip.write_text(f"#!/bin/sh\ncat > {home}/clipboard\n", encoding="utf-8")
    xclip.chmod(0o755)
    path = f"{xclip.parent}:{os.environ['PATH']}"
    done = types(home, "open", FILE, "--clipboard", "--output", "json", PATH=path, DISPLAY=":0")
    assert done.status == 0
    assert json.loads((home / "clipboard").read_text(encoding="utf-8"))["client_secret"] == SECRET
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize("content", [b"", b"{}", b"eyJ.a.b.c.d", b"\xff\xfe", b"[" * 100_000, b"A" * 500_000])
def test_a_file_that_is_no_hand_off_ends_with_6(home: Path, content: bytes) -> None:
    (home / "other").write_bytes(content)
    for word in ("open", "show"):
        ended = types(home, word, "other", "--output", "json")
        assert ended.status == 6
        assert ended.document["problems"][0]["remedy"]
        assert "Traceback" not in ended.err
