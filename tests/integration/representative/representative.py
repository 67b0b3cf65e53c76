"""A representative at a shell, with a key and an empty ledger; and the customers who answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.cli_runner import CliResult, typed
from tests.unit.exchange.samples import handoff
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.value_sheet.signature import verify_sheet

URI = "https://app.yourtotal.com/auth/oidc/callback"
HEADING = "customer,tenant,redirect_uri,scim_url,scim_token"
NOBODY = "https://127.0.0.1:9"
"""Where nothing answers: domains of tenants are not resolved, as on a machine without a network."""
TOKEN = "canary-token-of-"


def row(name: str, *, scim: bool = True) -> str:
    """A customer with a token of its own, or without SCIM values."""
    end = f"https://scim.yourtotal.com/{name}/v2,{TOKEN}{name}" if scim else ","
    return f"{name.title()},{name}.com,{URI},{end}"


class Representative:
    """Types commands in a home of their own."""

    def __init__(self, home: Path, ledger: str | None = None) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.sheets = home / "sheets"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
            "TOTAL_ONBOARD_KEY_PASSPHRASE": "a passphrase of the representative",
            "TOTAL_ONBOARD_TRUSTED_KEYS": str(home / "state" / "keys" / "total-emea.jwk"),
            "TOTAL_ONBOARD_CLOUD": "custom",
            "TOTAL_ONBOARD_AUTHORITY_URL": NOBODY,
            "TOTAL_ONBOARD_GRAPH_URL": NOBODY,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "COLUMNS": "100",
            **({"TOTAL_ONBOARD_LEDGER_URL": ledger} if ledger else {}),
        }
        assert self.types("keys", "create", "--name", "total-emea", TOTAL_ONBOARD_TRUSTED_KEYS="").status == 0

    def types(self, *words: str, **environment: str) -> CliResult:
        """In this process: no interpreter to start."""
        return typed(*words, home=self.home, environment={**self.environment, **environment})

    def begins(self, *words: str) -> subprocess.Popen[str]:
        """In one of its own, which is not waited for."""
        return subprocess.Popen(
            [sys.executable, "-m", "total_onboard", *words],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def has_customers(self, *rows: str) -> None:
        (self.home / "customers.csv").write_text("\n".join((HEADING, *rows)) + "\n", encoding="utf-8")

    def words(self, *more: str) -> tuple[str, ...]:
        files = ("--from", "customers.csv", "--out-dir", "sheets", "--passphrase-file", "passphrases.csv")
        return ("value-sheet", "create", *files, "--output", "json", *more)

    def makes_them(self, *more: str) -> CliResult:
        return self.types(*self.words(*more))

    def lists(self, *more: str) -> list[dict[str, Any]]:
        listed = self.types("value-sheet", "list", "--output", "json", *more)
        assert listed.status == 0, listed.err
        sheets: list[dict[str, Any]] = listed.document["sheets"]
        return sheets

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.sheets.iterdir()}

    def answered(self, sheet: str) -> CliResult:
        """The customer answers this sheet, and the representative opens the answer."""
        trusted = load_trusted_keys(Path(self.environment["TOTAL_ONBOARD_TRUSTED_KEYS"]))
        issued = verify_sheet(Path(sheet).read_text(encoding="utf-8"), sheet, trusted).sheet
        answer = self.home / f"{issued.id}.totalhandoff"
        write_handoff(handoff().model_copy(update={"recipient": issued.recipient}), answer)
        return self.types("handoff", "open", str(answer), "--output", "json")


def outcomes(done: CliResult) -> list[str]:
    return [one["outcome"] for one in done.document["rows"]]
