"""What starting the program costs, and what it does before it knows what is wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.exchange.samples import KEYS, made, sealed, trusted_file
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.private_keys import KeyFolder

HEAVY = ("msal", "msgraph", "httpx", "keyring", "starlette", "kiota_abstractions", "cryptography")


NEVER_HERE = ("sqlalchemy", "alembic", "msal", "requests", "httpx", "fpdf", "msgraph", "kiota_abstractions")
"""What only commands need that open a ledger, speak to a server or write a PDF."""

READS_A_FILE = (("keys", "show"), ("value-sheet", "check"), ("handoff", "show"))
"""What the benchmark of starts measures."""


def imported_by(*words: str, **environment: str) -> set[str]:
    script = (
        "import sys\n"
        "from total_onboard.cli.main import main\n"
        f"sys.argv = ['total-onboard', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code or not sys.argv[1:], end.code\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return set(ended.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("setup", "--help"), ("auth", "--help"), ()])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    loaded = imported_by(*words)
    assert "total_onboard.cli.main" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "list"),
        ("keys", "show"),
        ("explain", "AADSTS65001"),
        ("config", "path"),
        ("config", "show"),
        ("value-sheet", "check", "contoso.totalsheet"),
        ("value-sheet", "check", "contoso.totalsheet", "--tenant", "contoso.com"),
        ("handoff", "show", "contoso.totalhandoff"),
        ("completion", "bash"),
        ("sandbox", "personas"),
        ("guide", "--redirect-uri", "https://app.example/"),
    ],
    ids=" ".join,
)
def test_light_command_imports_no_database_and_no_client(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contoso.totalsheet").write_text(made().text)
    sealed(tmp_path / "contoso.totalhandoff")
    KeyFolder.of(tmp_path).save(KEYS, SecretText("a passphrase of the test"))
    loaded = imported_by(
        *words,
        TOTAL_ONBOARD_STATE_DIR=str(tmp_path),
        TOTAL_ONBOARD_TRUSTED_KEYS=str(trusted_file(tmp_path, KEYS)),
    )
    assert "total_onboard.cli.main" in loaded
    assert not loaded & {*NEVER_HERE, *(("asyncio",) if words[:2] in READS_A_FILE else ())}


@pytest.mark.parametrize("words", [("--help",), ("keys", "list"), ("explain", "AADSTS65001")], ids=" ".join)
def test_a_call_imports_no_other_command(words: tuple[str, ...], tmp_path: Path) -> None:
    loaded = imported_by(*words, TOTAL_ONBOARD_STATE_DIR=str(tmp_path))
    commands = {name for name in loaded if name.startswith("total_onboard.cli.commands.")}
    own = {"keys": {"representative", "representative.keys"}, "explain": {"explain"}}
    assert commands == {f"total_onboard.cli.commands.{name}" for name in own.get(words[0], ())}


def test_help_does_not_open_the_practice_tenant() -> None:
    assert not {name for name in imported_by("setup", "--help") if name.startswith("total_onboard.sandbox")}


def test_the_scim_token_cannot_be_an_argument() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "total_onboard", "setup", "--scim-token", "s3cr3t"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
