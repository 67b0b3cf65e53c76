"""Try a program from end to end: ``python -m release.smoke --program FILE [--root FOLDER]``.

It needs nothing but Python, and nothing of the package: the program may be a file of any kind of installation. With
``--root``, the program runs inside that root file system, where it has only what is there.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any, Final

STEPS: Final = Path(__file__).with_name("smoke.toml")
SLOWEST: Final = 180
"""Seconds for one command; far more than any takes on an idle machine."""
_SHEET_VALUES: Final = ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN")
"""Settings of the sandbox that the value sheet brings."""
_SETTING: Final = re.compile(r"(?:export |\$env:)(?P<name>\w+)\s*=\s*(?P<value>.*)")
"""As ``sandbox serve`` prints it for a POSIX shell, or for PowerShell."""
_ITS_OWN: Final = "TOTAL_ONBOARD_"


@dataclass
class Machine:
    """A program, the folder in which its commands are typed, and their environment."""

    program: str
    home: Path
    root: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_ITS_OWN)}
        home = str(self.home if self.root is None else Path("/") / self.home.relative_to(self.root))
        self.inside = home
        if self.root is not None:
            kept = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        places = {"HOME": home, "USERPROFILE": home, "TOTAL_ONBOARD_STATE_DIR": f"{home}/state"}
        self.environment = kept | places | {"TOTAL_ONBOARD_KEY_PASSPHRASE": "a passphrase of the smoke test"}

    def start(self, words: list[str], variables: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command."""
        return subprocess.Popen(
            [self.program, *words],
            cwd=self.home if self.root is None else None,
            env=self.environment | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=self._enter_root(),
        )

    def _enter_root(self) -> Callable[[], None] | None:
        if self.root is None:
            return None
        root, inside = self.root, self.inside

        def enter() -> None:
            os.chroot(root)
            os.chdir(inside)

        return enter


def smoke(machine: Machine) -> Iterator[tuple[str, float, str]]:
    """Run all steps. Yield each command with its seconds, and what is wrong with it."""
    with open_sandbox(machine):
        machine.environment["TOTAL_ONBOARD_TRUSTED_KEYS"] = "total-emea.jwk"
        (machine.home / "token.txt").write_text(machine.environment["TOTAL_ONBOARD_SCIM_TOKEN"] + "\n", "utf-8")
        for step in steps():
            begin = time.perf_counter()
            wrong = run(machine, step)
            yield str(step["words"]), time.perf_counter() - begin, wrong
            _read_passphrase(machine)


def steps() -> list[dict[str, Any]]:
    """Return the steps for this system."""
    listed: list[dict[str, Any]] = tomllib.loads(STEPS.read_text(encoding="utf-8"))["step"]
    return [step for step in listed if sys.platform in step.get("only", [sys.platform])]


def run(machine: Machine, step: Mapping[str, Any]) -> str:
    """Run one step. Return what is wrong, or nothing."""
    words = [Template(word).safe_substitute(machine.environment) for word in shlex.split(step["words"])]
    process = machine.start(words, step.get("variables"))
    try:
        out, error = process.communicate(timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        process.kill()
        out, error = process.communicate()
    if "keep" in step:
        (machine.home / step["keep"]).write_bytes(out)
    problems = [*_problems(step, process.returncode, _text(out)), *_missing_files(machine.home, step)]
    return f"{'; '.join(problems)}\n{_text(out)}{_text(error)}" if problems else ""


def _problems(step: Mapping[str, Any], status: int, out: str) -> Iterator[str]:
    if status != step.get("status", 0):
        yield f"ended with {status}"
    if step.get("says", "") not in out:
        yield f"doesn't say {step['says']!r}"
    if step.get("lacks") and step["lacks"] in out:
        yield f"says {step['lacks']!r}"


def _missing_files(home: Path, step: Mapping[str, Any]) -> Iterator[str]:
    for name, begins in step.get("writes", {}).items():
        path = home / name
        if not path.is_file() or not path.read_bytes().lower().startswith(begins.lower().encode()):
            yield f"{name} is missing or doesn't begin with {begins!r}"


def _read_passphrase(machine: Machine) -> None:
    """From here on, the values come from the sheet alone."""
    path = machine.home / "passphrase.txt"
    if path.is_file() and "TOTAL_ONBOARD_SHEET_PASSPHRASE" not in machine.environment:
        machine.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = path.read_text(encoding="utf-8").strip()
        for name in _SHEET_VALUES:
            machine.environment.pop(f"{_ITS_OWN}{name}", None)


@contextmanager
def open_sandbox(machine: Machine) -> Iterator[None]:
    """Keep a sandbox tenant open, and take over the settings that it prints."""
    process = machine.start(["sandbox", "serve", "--approve"])
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith(b"#"):
                break
            if found := _SETTING.match(_text(line)):
                machine.environment[found["name"]] = found["value"].strip().strip("'")
        yield
    finally:
        process.terminate()
        process.wait(timeout=SLOWEST)


def _text(said: bytes) -> str:
    return said.decode("utf-8", errors="replace")


def main() -> int:
    """Print a line for each command; 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m release.smoke", description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--root", type=Path)
    chosen = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(dir=None if chosen.root is None else chosen.root / "tmp") as folder:
        program = chosen.program if chosen.root else str(Path(chosen.program).resolve())
        for words, seconds, wrong in smoke(Machine(program, Path(folder), chosen.root)):
            print(f"{'✗' if wrong else '✓'} {seconds:6.2f} s  total-onboard {words[:100]}", flush=True)
            if wrong:
                failed += 1
                print(wrong)
    print(f"{failed} of {len(steps())} commands failed" if failed else f"All {len(steps())} commands work.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
