"""The representative and the admin at one shell, as in a practice session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.e2e.conftest import Admin
from tests.support.cli_runner import CliResult

ONLY_THE_SHEET = dict.fromkeys(f"TOTAL_ONBOARD_{name}" for name in ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN"))
PASSPHRASE = "a passphrase of the representative"


class Loop:
    """What they type, and what lies in their folder then."""

    def __init__(self, admin: Admin) -> None:
        self.admin = admin
        self.home = admin.home
        self.environment: dict[str, str | None] = {
            **ONLY_THE_SHEET,
            "TOTAL_ONBOARD_KEY_PASSPHRASE": PASSPHRASE,
            "TOTAL_ONBOARD_STATE_DIR": str(admin.home / "state"),
            "TOTAL_ONBOARD_TRUSTED_KEYS": "total-emea.jwk",
        }

    def types(self, *words: str, **environment: str | None) -> CliResult:
        return self.admin.runs(*words, **{**self.environment, **environment})

    def makes_a_sheet(self, *more: str, out: str = "contoso.totalsheet") -> CliResult:
        """Keys, their public halves, and a sheet whose passphrase the admin is told."""
        values = self.admin.tenant.sheet_values
        (self.home / "token.txt").write_text(values.scim_token + "\n", encoding="utf-8")
        if not (self.home / "total-emea.jwk").exists():
            self.makes_keys()
        words = ("--customer", "Contoso", "--tenant", "contoso.com", "--key", "total-emea")
        where = ("--redirect-uri", values.redirect_uri, "--scim-url", values.scim_url, "--scim-token-file", "token.txt")
        files = ("--out", out, "--passphrase-file", f"{out}.passphrase")
        made = self.types("value-sheet", "create", *words, *where, *files, *more)
        if made.status == 0:
            told = (self.home / f"{out}.passphrase").read_text(encoding="utf-8").strip()
            self.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = told
        return made

    def makes_keys(self) -> None:
        assert self.types("keys", "create", "--name", "total-emea").status == 0
        public = self.types("keys", "show", "total-emea", "--public", TOTAL_ONBOARD_TRUSTED_KEYS=None)
        (self.home / "total-emea.jwk").write_text(public.out, encoding="utf-8")

    def sets_up(self, *more: str) -> CliResult:
        words = ("--sheet", "contoso.totalsheet", "--admin", "ada@contoso.com", "--handoff", "contoso.totalhandoff")
        return self.types("setup", *words, "--output", "json", *more)

    def everything_written(self) -> Iterator[tuple[Path, str]]:
        for path in self.home.rglob("*"):
            if path.is_file():
                yield path, path.read_text(encoding="utf-8", errors="replace")
