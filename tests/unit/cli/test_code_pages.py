"""Names that a code page lacks: a command with a pipe for its output neither fails nor loses a letter."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from total_onboard.cli.main import set_encodings
from total_onboard.core.text.stdout_document import write_document

CODE_PAGES = pytest.mark.parametrize("code_page", ["cp437", "cp1252", "cp932", "ascii"])
NAME = "TOTAL Łódź 日本 ✓"
POLISH = "TOTAL Łódź"


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def streams(monkeypatch: pytest.MonkeyPatch, kind: type[io.TextIOWrapper], code_page: str) -> io.BytesIO:
    """Open standard output and standard error as Windows does: with a code page, and its line ends."""
    written = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, kind(written, encoding=code_page, newline="\r\n"))
    set_encodings()
    return written


@CODE_PAGES
def test_pipe_of_any_code_page_takes_utf_8(monkeypatch: pytest.MonkeyPatch, code_page: str) -> None:
    written = streams(monkeypatch, io.TextIOWrapper, code_page)
    print(NAME, file=sys.stdout, flush=True)
    print(NAME, file=sys.stderr, flush=True)
    assert written.getvalue().decode() == f"{NAME}\r\n" * 2


@CODE_PAGES
def test_terminal_of_a_code_page_shows_escapes_for_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, code_page: str
) -> None:
    written = streams(monkeypatch, Terminal, code_page)
    print(NAME, flush=True)
    assert written.getvalue() == f"{NAME}\r\n".encode(code_page, "backslashreplace")


@CODE_PAGES
def test_document_is_utf_8_with_line_feeds_on_every_platform(monkeypatch: pytest.MonkeyPatch, code_page: str) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=code_page, newline="\r\n"))
    write_document(f"{NAME}\n")
    assert written.getvalue() == f"{NAME}\n".encode()


@pytest.mark.parametrize(("code_page", "output"), [("cp437", "text"), ("cp1252", "json")])
def test_setup_with_a_name_beyond_the_code_page_exits_with_0(tmp_path: Path, code_page: str, output: str) -> None:
    command = [sys.executable, "-m", "total_onboard", "setup", "--sandbox", "--yes", "--application-name", POLISH]
    environment = os.environ | {"TOTAL_ONBOARD_STATE_DIR": str(tmp_path), "PYTHONIOENCODING": code_page}
    ended = subprocess.run([*command, "--output", output], capture_output=True, env=environment)
    assert (ended.returncode, "Traceback" in ended.stderr.decode()) == (0, False)
    assert POLISH in (ended.stdout + ended.stderr).decode()
    assert output == "text" or json.loads(ended.stdout)["ok"]
