"""The sandbox as a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.cli_runner import CliResult, confirmed
from total_onboard.sandbox import SandboxTenant

pytestmark = pytest.mark.journey

EVALUATE = 'eval "$1"; env'
TOLD_BY_TOTAL = ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN")
HANDOFF = "practice.totalhandoff"
NARROW = 60
"""Columns of a narrow terminal."""
NO_KEYRING = "keyring.backends.null.Keyring"


class Serving:
    """``sandbox serve`` at work, and another terminal in which its lines were evaluated."""

    def __init__(self, home: Path) -> None:
        self.home = home
        temporary = home / "it's a temporary folder"
        temporary.mkdir()
        self._talk = home / "talk"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "total_onboard", "sandbox", "serve", "--approve"],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=self._talk.open("w"),
            text=True,
        )
        self.printed = "".join(_until("# ", self.process.stdout))
        self.environment = _as_a_shell_takes(self.printed)

    def says(self, beginning: str) -> str:
        """The line of its talk that begins so; a file, because nobody reads on and a full pipe would hold it up."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            lines = self._talk.read_text(encoding="utf-8").splitlines(keepends=True)
            if found := [line for line in lines if line.startswith(beginning) and line.endswith("\n")]:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(self._talk.read_text(encoding="utf-8"))

    def hand_off_command(self) -> str:
        """The command that puts a hand-off into TOTAL's console, as it is copied from the screen."""
        self.says("    https://")
        lines = self._talk.read_text(encoding="utf-8").splitlines(keepends=True)
        begin = next(number for number, line in enumerate(lines) if line.startswith("  curl"))
        end = next(number for number in range(begin, len(lines)) if not lines[number].endswith("\\\n"))
        return "".join(lines[begin : end + 1])

    def runs(self, *words: str) -> CliResult:
        """Type ``total-onboard`` and these words in the other terminal; to files, which no child holds up."""
        out, err = self.home / "out", self.home / "err"
        with out.open("w") as to_out, err.open("w") as to_err:
            ended = subprocess.run(
                [sys.executable, "-m", "total_onboard", *confirmed(words)],
                env={**os.environ, **self.environment, "HOME": str(self.home), "PYTHON_KEYRING_BACKEND": NO_KEYRING},
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=to_out,
                stderr=to_err,
                timeout=90,
                check=False,
            )
        return CliResult(ended.returncode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

    def stops(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, and return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=60)


def _until(beginning: str, stream: Iterator[str] | None) -> Iterator[str]:
    for line in stream or ():
        yield line
        if line.startswith(beginning):
            return


def _as_a_shell_takes(lines: str) -> dict[str, str]:
    shown = subprocess.run(["sh", "-c", EVALUATE, "sh", lines], capture_output=True, text=True, check=True).stdout
    variables = dict(line.partition("=")[::2] for line in shown.splitlines())
    return {name: value for name, value in variables.items() if name.startswith("TOTAL_ONBOARD_")}


@contextmanager
def served(home: Path) -> Iterator[Serving]:
    serving = Serving(home)
    try:
        yield serving
    finally:
        serving.process.kill()
        serving.process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_the_environment_for_a_shell_and_serves_until_it_is_stopped(
    tmp_path: Path, stop: signal.Signals
) -> None:
    with served(tmp_path) as serving:
        of_the_tenant = [Path(serving.environment[f"TOTAL_ONBOARD_{name}"]) for name in ("CA_BUNDLE", "STATE_DIR")]
        assert all(path.exists() for path in of_the_tenant)
        assert all(serving.environment[f"TOTAL_ONBOARD_{name}"] for name in TOLD_BY_TOTAL)
        checked = serving.runs("check-prereqs")
        assert checked.status == 0, checked.err
        assert serving.stops(stop) == 0
        assert not any(path.exists() for path in of_the_tenant)


def test_its_only_line_that_is_no_variable_is_the_last_and_harms_no_shell(tmp_path: Path) -> None:
    with served(tmp_path) as serving:
        *variables, comment = serving.printed.splitlines()
        assert all(line.startswith("export TOTAL_ONBOARD_") for line in variables)
        assert "for this sandbox" in comment
        assert len(comment) <= NARROW
        assert not set("'\"`;&|<>()") & set(comment), "some shells take a comment that is typed for a command"


def test_its_id_is_no_other_practice_tenants_and_after_its_end_its_lines_reach_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as serving, SandboxTenant.start() as another:
        assert id_of(serving) != another.store.tenant_id
        assert serving.stops() == 0
        assert serving.runs("status").status == 2


def id_of(serving: Serving) -> str:
    trust = ssl.create_default_context(cafile=serving.environment["TOTAL_ONBOARD_CA_BUNDLE"])
    facts = f"{serving.environment['TOTAL_ONBOARD_AUTHORITY_URL']}/_practice/facts"
    return str(httpx.get(facts, verify=trust, trust_env=False).json()["tenant_id"])


def test_a_person_goes_all_the_way_with_it(tmp_path: Path) -> None:
    with served(tmp_path) as serving:
        made = serving.runs("setup", "--handoff", HANDOFF)
        assert made.status == 0, made.err
        assert put(serving, tmp_path / HANDOFF).startswith("The sandbox console accepted the hand-off")
        proven = serving.runs("verify", "--handoff", HANDOFF, "--test-removal")
        assert proven.status == 0, proven.err
        assert asked_of_microsoft(serving) == json.loads((tmp_path / HANDOFF).read_text())["handoff"]["client_id"]


def asked_of_microsoft(serving: Serving) -> str:
    """The application for which TOTAL's page, once “Sign in with Microsoft” is pressed, asks Microsoft."""
    trust = ssl.create_default_context(cafile=serving.environment["TOTAL_ONBOARD_CA_BUNDLE"])
    start = httpx.URL(serving.environment["TOTAL_ONBOARD_REDIRECT_URI"]).join("start")
    with httpx.Client(verify=trust, trust_env=False) as browser:
        return httpx.URL(browser.get(start).headers["location"]).params["client_id"]


def put(serving: Serving, handoff: Path) -> str:
    """Paste the command that is shown into a shell whose proxy leads nowhere."""
    script = serving.hand_off_command().replace("FILE", shlex.quote(str(handoff)))
    environment = {**os.environ, "HTTPS_PROXY": "http://localhost:9", "https_proxy": "http://localhost:9"}
    pasted = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert pasted.returncode == 0, pasted.stderr
    return pasted.stdout


def test_in_the_background_of_a_shell_it_still_obeys_sigterm() -> None:
    script = f"{sys.executable} -m total_onboard sandbox serve > /dev/null 2>&1 & echo $!; wait"
    shell = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True)
    assert shell.stdout is not None
    process = int(shell.stdout.readline())
    time.sleep(3)
    os.kill(process, signal.SIGTERM)
    assert shell.wait(timeout=60) == 0
