"""Tab in real shells: bash, zsh and fish. PowerShell isn't in Debian; its script and its protocol are tested."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pexpect
import pytest

from total_onboard.cli.program_names import VARIABLE

CASES: Final = {
    "total-onboard setu": "setup",
    "total-onboard sandbox serve --persona free": "free-tier",
    "total-onboard keys show total-e": "total-emea",
    "total-onboard setup --sheet con": "contoso.totalsheet",
}
"""What is typed before Tab, and what the last word becomes; the unit tests have every value."""


HOSTILE = 'b\\"); touch made; : (\\".totalsheet'
"""A file name that runs a command if a completion script evaluates it."""


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed, although this is CI")
    if found is None:
        pytest.skip(f"{name} is not installed here (apt-get install {name})")
    return found


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home with a key, and a folder with a sheet and another file."""
    (tmp_path / "keys").mkdir()
    for name in ("keys/total-emea.jwk", "contoso.totalsheet", "contract.txt", HOSTILE):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "TOTAL_ONBOARD_STATE_DIR": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }


def output_of(command: list[str], environment: dict[str, str]) -> list[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_bash_completes_each_value(environment: dict[str, str]) -> None:
    lines = ["source <(total-onboard completion bash)", "complete -p total-onboard"]
    for typed in CASES:
        words = typed.split()
        lines += [
            f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}",
            "_total_onboard_completion total-onboard",
            'echo "${COMPREPLY[*]}"',
        ]
    registered, *found = output_of([shell("bash"), "--norc", "-c", "\n".join(lines)], environment)
    assert registered == "complete -o default -F _total_onboard_completion total-onboard"
    assert dict(zip(CASES, found, strict=True)) == CASES


def test_fish_completes_each_value(environment: dict[str, str]) -> None:
    lines = [f"complete -C {shlex.quote(typed)} | string split -f1 \\t" for typed in CASES]
    script = "\n".join(["total-onboard completion fish | source", *lines, "true"])
    found = output_of([shell("fish"), "--no-config", "-c", script], environment)
    assert dict(zip(CASES, found, strict=True)) == CASES


def test_zsh_completes_each_value(environment: dict[str, str]) -> None:
    """Type each line and Tab; a key of the test's own writes the completed line to a file."""
    terminal = pexpect.spawn(shell("zsh"), ["-f", "-i"], env=environment, encoding="utf-8", timeout=60)
    for line in (
        "PS1='ready> '; bindkey -e; autoload -U compinit; compinit -u -D",
        "take() { print -r -- $BUFFER >> lines; BUFFER= }; zle -N take; bindkey '^X^T' take",
        "source <(total-onboard completion zsh); echo load''ed",
    ):
        terminal.sendline(line)
    terminal.expect_exact("loaded")
    for typed in CASES:
        terminal.send(f"{typed}\t\x18\x14")
        terminal.sendline("echo do''ne")
        terminal.expect_exact("done")
    terminal.send("total-onboard setup --sheet b\t\x15")
    terminal.sendline("echo do''ne")
    terminal.expect_exact("done")
    terminal.close()
    assert not Path("made").exists()
    found = Path("lines").read_text(encoding="utf-8").splitlines()
    assert {typed: line.split()[-1] for typed, line in zip(CASES, found, strict=True)} == CASES


def test_powershell_script_asks_by_the_variables_that_are_answered(environment: dict[str, str]) -> None:
    script = "\n".join(output_of(["total-onboard", "completion", "powershell"], environment))
    assert "Register-ArgumentCompleter -Native -CommandName total-onboard -ScriptBlock $scriptblock" in script
    assert f'$Env:{VARIABLE} = "complete_powershell"' in script
    assert '-Split ":::"' in script
    asked = {
        VARIABLE: "complete_powershell",
        "_TYPER_COMPLETE_ARGS": "total-onboard sandbox serve --persona free",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "free",
    }
    assert all(f"$Env:{name} = " in script for name in asked)
    (line,) = output_of(["total-onboard"], environment | asked)
    value, title = line.split(":::")
    assert (value, title[:10]) == ("free-tier", "No Premium")
