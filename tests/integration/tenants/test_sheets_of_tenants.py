"""Signed value sheets in a run over several tenants: their addresses are shown, and nothing beside them wins unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult
from tests.support.partner_session import PartnerSession, by_tenant
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.commands.tenants.tenants_file import read_tenants
from total_onboard.ui.console import Screen
from total_onboard.ui.sanitized_rich import Console

PASSPHRASE = "a passphrase of the representative"


class PartnerWithSheets(PartnerSession):
    """A partner who got a signed sheet for each customer; all name one address for hand-offs."""

    def __init__(self, home: Path, personas: list[str]) -> None:
        super().__init__(home, personas)
        self.environment |= {
            "TOTAL_ONBOARD_KEY_PASSPHRASE": PASSPHRASE,
            "TOTAL_ONBOARD_TRUSTED_KEYS": str(home / "total.jwk"),
        }
        assert self.runs("keys", "create", "--name", "total").status == 0
        public = self.runs("keys", "show", "total", "--public", TOTAL_ONBOARD_TRUSTED_KEYS=None)
        (home / "total.jwk").write_text(public.out, encoding="utf-8")
        for number, _ in self.numbered:
            self.gets_a_sheet(number)

    def gets_a_sheet(self, number: int) -> None:
        tenant = self.tenants.customers[number - 1]
        row = self._row(number, tenant, {})
        made = self.runs(
            *("value-sheet", "create", "--customer", row["tenant"], "--tenant", row["tenant"], "--key", "total"),
            *("--redirect-uri", row["redirect_uri"], "--scim-url", row["scim_url"]),
            *("--scim-token-file", row["scim_token_file"], "--handoff-url", tenant.handoff_url),
            *("--out", f"{number}.totalsheet", "--passphrase-file", f"{number}.passphrase"),
        )
        assert made.status == 0, made.err

    def sets_up_all(self, *words: str, column: str = "", cell: str = "") -> CliResult:
        """Run ``setup`` with the sheets, and with a value beside the second one's."""
        self.writes_rows(column, cell)
        return self.runs("setup", "--tenants", "customers.csv", *words)

    def writes_rows(self, column: str, cell: str) -> None:
        lines = [f"tenant,sheet,sheet_passphrase_file,admins{column and f',{column}'}"]
        for number, tenant in self.numbered:
            row = self._row(number, tenant, {})
            beside = f",{cell if number == 2 else ''}" if column else ""
            lines.append(f"{row['tenant']},{number}.totalsheet,{number}.passphrase,{row['admins']}{beside}")
        (self.home / "customers.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerWithSheets]:
    session = PartnerWithSheets(tmp_path_factory.mktemp("home"), ["ready"] * 2)
    with session.tenants:
        yield session


@pytest.mark.parametrize("option", [None, "--no-send"])
def test_setup_of_tenants_shows_where_hand_offs_are_sent(partner: PartnerWithSheets, option: str | None) -> None:
    ended = partner.sets_up_all(*([option] if option else []))
    assert ended.status == 2, ended.err
    shown = " ".join(ended.err.split())
    assert "Plan for 2 tenants" in shown
    for _, tenant in partner.numbered:
        address = f"Hand-off: is sent, sealed, to {tenant.handoff_url} after the changes (in "
        assert (address in shown) is (option is None), shown


def test_value_beside_a_signed_sheet_is_refused_off_a_terminal(partner: PartnerWithSheets) -> None:
    words = ("--yes", "--dry-run", "--output", "json")
    ended = partner.sets_up_all(*words, column="redirect_uri", cell="https://other.example/callback")
    first, second = by_tenant(ended.document).values()
    assert (first["exit_code"], second["exit_code"]) == (0, 2), ended.err
    (problem,) = second["problems"]
    assert "redirect_uri differs from the signed sheet" in problem["message"]
    assert "https://other.example/callback, from tenants file, line 3" in problem["message"]


def test_terminal_gets_a_value_beside_a_signed_sheet_as_a_warning(
    partner: PartnerWithSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in partner.environment.items():
        monkeypatch.setenv(name, value)
    partner.writes_rows(column="redirect_uri", cell="https://other.example/callback")
    console = Console(file=StringIO())
    context = CommandContext("setup", GlobalOptions(), Screen(console, console, interactive=True), None)
    _, entry = read_tenants(partner.home / "customers.csv")
    one = OneTenant.of(entry, context, HomeSignIns(context, ()), lambda _: None)
    settings, _ = asyncio.run(one.load(CliOverrides()))
    (note,) = settings.notes
    assert note.endswith("https://other.example/callback, from tenants file, line 3.")
