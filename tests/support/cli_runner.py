"""A command that somebody types, in this process: no interpreter to start; and how a command ended, wherever it ran."""

from __future__ import annotations

import io
import signal
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keyring
import pytest
import typer
from keyring.backend import KeyringBackend
from keyring.backends import null
from typer.main import get_command

from tests.support.shipped_schema import fitting
from total_onboard.cli.app import app
from total_onboard.engine.journal import scim_fingerprint
from total_onboard.exchange.keys import private_keys


@dataclass(frozen=True)
class CliResult:
    """How one command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output; it fits the shipped schema."""
        return fitting(self.out)

    def actions(self, name: str = "changes") -> dict[str, set[str]]:
        """What was done, by step."""
        steps: dict[str, set[str]] = {}
        for change in self.document[name]:
            steps.setdefault(change["step"], set()).add(change["action"])
        return steps


_COMMAND_LINE: Final = get_command(app)
"""Built once: ``app()`` builds all commands again each time, which costs more than many of them."""

_FEWEST_ITERATIONS: Final = 1_000
_LEAST_COST: Final = {"n": 2, "r": 1, "p": 1}
"""With these, keys are sealed and fingerprints computed fast here; what they are elsewhere is seen in
tests/unit/exchange/test_keys.py and tests/unit/engine/test_scim_fingerprint.py."""

_WRITING = (
    "setup",
    "teardown",
    "rotate-secret",
    "sync",
    "verify",
    "admins add",
    "admins remove",
    "status --repair",
    "monitor enable",
    "monitor disable",
)
_CONFIRMED = {"--yes", "-y", "--dry-run", "--sandbox"}


def confirmed(words: Sequence[str]) -> list[str]:
    """The words for an unattended run: commands that write take ``--yes``, and a purge the tenant's name."""
    writes = any(set(command.split()) <= set(words) for command in _WRITING) and "--help" not in words
    yes = ["--yes"] if writes and not _CONFIRMED & set(words) else []
    named = ["--confirm-tenant", "Contoso"] if "--purge" in words and "--confirm-tenant" not in words else []
    return [*words, *yes, *named]


def typed(
    *words: str, home: Path, environment: Mapping[str, str | None], keeps: KeyringBackend | None = None
) -> CliResult:
    """``total-onboard`` and these words, in ``home``; variables given as None are not set, and without a keyring that
    ``keeps`` it no sign-in is remembered."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(keyring.core, "_keyring_backend", keeps or null.Keyring())  # type: ignore[no-untyped-call]
        patch.setattr(private_keys, "ITERATIONS", _FEWEST_ITERATIONS)
        patch.setattr(scim_fingerprint, "_COST", _LEAST_COST)
        for name, value in environment.items():
            patch.setenv(name, value) if value is not None else patch.delenv(name, raising=False)
        patch.chdir(home)
        ctrl_c = signal.getsignal(signal.SIGINT)
        try:
            status = _COMMAND_LINE(list(words), standalone_mode=False)
        except (typer.Exit, typer.TyperException) as left:
            status = left.exit_code
        finally:
            signal.signal(signal.SIGINT, ctrl_c)
    return CliResult(status or 0, *(stream.buffer.getvalue().decode() for stream in (out, err)))
