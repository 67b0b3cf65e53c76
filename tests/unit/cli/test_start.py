"""What starting the program costs, and what it does before it knows what is wanted."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("msal", "msgraph", "httpx", "keyring", "pydantic_settings", "starlette", "kiota_abstractions", "cryptography")


def imported_by(*words: str) -> set[str]:
    script = (
        "import sys\n"
        "from total_onboard.cli.main import main\n"
        f"sys.argv = ['total-onboard', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(ended.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("setup", "--help"), ("auth", "--help"), ()])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    loaded = imported_by(*words)
    assert "total_onboard.cli.main" in loaded
    assert not loaded & set(HEAVY)


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
