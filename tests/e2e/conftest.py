"""The real command as a subprocess, against a sandbox tenant that this test process serves over TLS."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.fault_injection.setup.forked import ANSWERED, READ_AT_THE_START, SAID, command
from tests.fault_injection.setup.forked import ended as ended_forked
from tests.support.cli_runner import CliResult, confirmed
from total_onboard.sandbox.persona import Persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.sandbox.sign_in.approval import Answer, answer_device_code
from total_onboard.sandbox.sign_in.grants.pending_grants import DeviceCode

PROMPTLY = 0.0
"""Seconds after which the sandbox approves a device code: the first poll finds it approved."""


def ended(process: subprocess.Popen[str], timeout: float = 90) -> CliResult:
    """Wait for the end."""
    out, err = process.communicate(timeout=timeout)
    return CliResult(process.returncode, out, err)


class Admin:
    """Somebody at a shell: a home of their own, and the environment of a sandbox tenant."""

    def __init__(self, home: Path, tenant: SandboxTenant) -> None:
        self.home = home
        self.tenant = tenant
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "COLUMNS": "100",
            **tenant.environment,
            **tenant.sheet_environment,
        }

    def runs(self, *words: str, **environment: str | None) -> CliResult:
        """Type ``total-onboard`` and these words; variables given as None are not set.

        The process is forked from a warm one; :meth:`begins` starts an interpreter.
        """
        variables = self._variables(environment)
        if any(name.startswith(READ_AT_THE_START) for name in variables):
            return ended(self.begins(*words, **environment))
        with TemporaryDirectory() as streams:
            process = command(confirmed(words), self.home, variables, Path(streams))
            process.start()
            status = ended_forked(process, Path(streams)).status
            assert status is not None, "the command hangs"
            return CliResult(status, *((Path(streams) / name).read_text(encoding="utf-8") for name in (ANSWERED, SAID)))

    def begins(self, *words: str, **environment: str | None) -> subprocess.Popen[str]:
        """The same, without waiting for the end."""
        return subprocess.Popen(
            [sys.executable, "-m", "total_onboard", *confirmed(words)],
            env=self._variables(environment),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _variables(self, environment: Mapping[str, str | None]) -> dict[str, str]:
        return {name: value for name, value in {**self.environment, **environment}.items() if value is not None}

    def sets_up(self, *words: str, **environment: str | None) -> CliResult:
        """Run ``setup`` unattended, answering as JSON."""
        return self.runs("setup", "--output", "json", *words, **environment)

    def sees_a_code(self, within: float = 60) -> DeviceCode:
        """The device code that the running command shows."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for code in self.tenant.platform.pending.waiting():
                return code
            time.sleep(0.05)
        raise AssertionError("no device code was asked for")

    def answers(self, code: DeviceCode, account: str, answer: Answer) -> None:
        """Type the code on Microsoft's page as somebody, and approve or decline."""
        answer_device_code(self.tenant.platform, code, account, answer)

    @property
    def writes(self) -> list[str]:
        """Every request so far that could change something at Graph, except sign-in."""
        return [f"{r.method} {r.path}" for r in self.tenant.requests if r.host == "graph" and r.method != "GET"]


OpenTenant = Callable[..., Admin]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[OpenTenant]:
    """``at("free-tier")`` is an admin at a tenant in these circumstances."""
    opened: list[SandboxTenant] = []

    def open_tenant(persona: str | Persona = "ready", **settings: Any) -> Admin:
        opened.append(SandboxTenant.start(persona, **{"auto_approve": PROMPTLY, **settings}))
        return Admin(tmp_path, opened[-1])

    yield open_tenant
    for tenant in opened:
        tenant.stop()
