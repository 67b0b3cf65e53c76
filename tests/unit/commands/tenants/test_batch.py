"""A run over several tenants: concurrency, time limit, isolation, record, interruption."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.tenants.batch import Batch, Work
from total_onboard.commands.tenants.batch_options import TenantsOptions, check_options
from total_onboard.commands.tenants.exit_status import most_severe
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.run_record import RunRecord
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.errors import BadSheet, BadValue, SignInFailed
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.secret import SecretText
from total_onboard.engine.journal.append_log import JournalUnwritable
from total_onboard.entra.clouds import CloudName
from total_onboard.settings import Settings
from total_onboard.ui.console import Streams, open_screen
from total_onboard.ui.output.tenant_result import TenantResult
from total_onboard.ui.views.tenants import TenantsView

ENTRIES = [TenantEntry(number, f"customer-{number}.example") for number in range(2, 14)]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    screen = open_screen(streams=Streams(StringIO(), StringIO()))
    context = CommandContext("status", GlobalOptions(), screen, None)
    file = tmp_path / "customers.csv"
    record = RunRecord(Settings(state_dir=tmp_path / "state"), "status", file)
    record.begin((), resume=False)
    options = TenantsOptions(file, concurrency=3, time_limit=0.02)
    return Batch(context, options, HomeSignIns(context, ()), TenantsView(screen, len(ENTRIES)), record)


def codes(batch: Batch) -> list[int]:
    return [batch.results[entry.tenant].exit_code for entry in ENTRIES if entry.tenant in batch.results]


def test_batch_works_on_as_many_tenants_as_allowed(batch: Batch) -> None:
    now, most = 0, 0

    async def work(_: OneTenant) -> CommandResult:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return CommandResult()

    batch.run(ENTRIES, work)
    assert most == 3
    assert codes(batch) == [0] * len(ENTRIES)


def failing(how: BaseException | None) -> Work:
    """Work that fails in the third tenant, or hangs there."""

    async def work(one: OneTenant) -> CommandResult:
        if one.entry == ENTRIES[2]:
            if how is None:
                await asyncio.sleep(60)
            else:
                raise how
        return CommandResult()

    return work


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        (None, ExitStatus.FAILED, "tenant-time-limit"),
        (ValueError("surprise"), ExitStatus.FAILED, "unexpected"),
        (TimeoutError(), ExitStatus.FAILED, "unexpected"),
        (SignInFailed("No.", remedy="Ask."), ExitStatus.SIGN_IN, "sign-in-failed"),
        (BadSheet("No.", remedy="Ask."), ExitStatus.UNTRUSTED_FILE, "bad-sheet"),
    ],
)
def test_batch_confines_a_failure_to_its_tenant(
    how: BaseException | None, status: ExitStatus, code: str, batch: Batch
) -> None:
    batch.run(ENTRIES, failing(how))
    expected = [0] * len(ENTRIES)
    expected[2] = status
    assert codes(batch) == expected
    assert [one.code for one in batch.results[ENTRIES[2].tenant].problems] == [code]


def test_batch_interrupted_keeps_the_results_so_far(batch: Batch, tmp_path: Path) -> None:
    async def work(one: OneTenant) -> CommandResult:
        if one.entry == ENTRIES[5]:
            raise KeyboardInterrupt
        await asyncio.sleep(60 if one.entry in ENTRIES[3:] else 0)
        return CommandResult()

    with pytest.raises(KeyboardInterrupt):
        batch.run(ENTRIES, work)
    gc.collect()  # asyncio logs the interrupted task when it goes: here, not while a later test parses a module
    assert list(batch.results) == [entry.tenant for entry in ENTRIES[:3]]
    again = RunRecord(Settings(state_dir=tmp_path / "state"), "status", tmp_path / "customers.csv")
    assert list(again.begin(ENTRIES, resume=True)) == list(batch.results)


def test_record_keeps_no_failure_no_torn_line_and_no_changed_tenant(batch: Batch) -> None:
    batch.run(ENTRIES, failing(ValueError("surprise")))
    assert batch.record
    with batch.record.path.open("ab") as file:
        file.write(b'{"key": "half a li')
    changed = TenantEntry(2, ENTRIES[0].tenant, app_id="new")
    kept = batch.record.begin([changed, *ENTRIES[1:]], resume=True)
    assert set(kept) == {entry.tenant for entry in ENTRIES[1:]} - {ENTRIES[2].tenant}
    assert batch.record.path.stat().st_mode & 0o077 == 0
    assert batch.record.begin(ENTRIES, resume=False) == {}
    assert batch.record.begin(ENTRIES, resume=True) == {}


@pytest.mark.parametrize("changed", ["nothing", "cloud", "variable", "token", "passphrase"])
def test_record_keeps_a_tenant_only_while_all_its_values_stay(changed: str, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("token", "passphrase")}
    for file in files.values():
        file.write_text("short", encoding="utf-8")
    entry = replace(ENTRIES[0], sheet_passphrase_file=files["passphrase"], values={"scim_token_file": files["token"]})
    settings = Settings(state_dir=tmp_path / "state", cloud=CloudName.GLOBAL, scim_token=SecretText("old"))
    record = RunRecord(settings, "setup", tmp_path / "customers.csv")
    record.begin((), resume=False)
    record.add(entry, TenantResult(tenant=entry.tenant, ok=True, exit_code=0, summary="Ready", seconds=1.0))
    if changed in files:
        files[changed].write_text("other", encoding="utf-8")
    others: dict[str, Any] = {"cloud": {"cloud": CloudName.CHINA}, "variable": {"scim_token": SecretText("new")}}
    again = RunRecord(settings.model_copy(update=others.get(changed, {})), "setup", tmp_path / "customers.csv")
    assert bool(again.begin([entry], resume=True)) is (changed == "nothing")
    assert "short" not in record.path.read_text(encoding="utf-8")


def test_record_of_status_takes_no_time_for_secrets(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path / "state", scim_token=SecretText("old"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("total_onboard.commands.tenants.run_record.slow_digest", lambda *_: pytest.fail("it took time"))
        record = RunRecord(settings, "status", tmp_path / "customers.csv")
        record.begin((), resume=False)
        record.add(ENTRIES[0], TenantResult(tenant="a", ok=True, exit_code=0, summary="Ready", seconds=1.0))
    assert list(record.begin(ENTRIES, resume=True)) == [ENTRIES[0].tenant]


def test_batch_stops_if_results_cannot_be_recorded(batch: Batch) -> None:
    assert batch.record
    batch.record.path.mkdir()
    with pytest.raises(JournalUnwritable):
        batch.run(ENTRIES, failing(ValueError("surprise")))


def test_gravest_status_follows_the_documented_order() -> None:
    order = [1, 6, 4, 7, 3, 5, 0]
    for position, status in enumerate(order):
        assert most_severe(reversed(order[position:])) == status


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ({"resume": True}, "--resume"),
        ({"concurrency": 3}, "--concurrency"),
        ({"tenants": Path("a.csv"), "sheet": Path("a")}, "--sheet"),
        ({"tenants": Path("a.csv"), "admin": ["ada@contoso.com"]}, "--admin"),
        ({"tenants": Path("a.csv"), "sandbox": True}, "--sandbox"),
        ({"tenants": Path("a.csv"), "report": Path("a.html")}, "--report"),
    ],
)
def test_options_for_one_tenant_and_for_many_are_not_mixed(typed: dict[str, object], option: str) -> None:
    with pytest.raises(BadValue, match=f"^{option} is for "):
        check_options(GlobalOptions(typed=typed))
