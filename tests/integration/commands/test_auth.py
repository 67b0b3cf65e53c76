"""``auth login|status|logout``, and every command with ``--no-input``: signed in, or refused immediately."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_runner import CliResult, typed
from tests.unit.entra.sign_in.conftest import MemoryKeyring
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.steps.access.command_scopes import COMMANDS, scopes_for_commands

SIGNING_IN = [
    "check-prereqs",
    "setup --yes",
    "setup --dry-run",
    "status",
    "status --repair --yes",
    "verify --yes",
    "admins list",
    "admins add bo@contoso.com --yes",
    "admins remove bo@contoso.com --yes",
    "sync --yes",
    "rotate-secret --yes",
    "rotate-secret --finish --yes",
    "teardown --yes",
    "auth login",
]


class Machine:
    """An administrator's machine, whose keyring keeps what it is given."""

    def __init__(self, tenant: SandboxTenant, home: Path) -> None:
        self.tenant = tenant
        self.home = home
        self.ring: Any = MemoryKeyring()

    def types(self, line: str) -> CliResult:
        environment = {"HOME": str(self.home), "XDG_STATE_HOME": None, **self.tenant.environment}
        everything = {**environment, **self.tenant.sheet_environment}
        return typed(*line.split(), home=self.home, environment=everything, keeps=self.ring)

    @property
    def codes(self) -> int:
        """How many device codes were asked for."""
        return sum(each.path.endswith("/devicecode") for each in self.tenant.requests)


@pytest.fixture(scope="module")
def tenant() -> Iterator[SandboxTenant]:
    with SandboxTenant.start("ready", auto_approve=0.0, lag=(0.0, 0.0)) as started:
        yield started


@pytest.fixture
def machine(tenant: SandboxTenant, tmp_path: Path) -> Machine:
    return Machine(tenant, tmp_path)


def test_login_is_remembered_by_every_later_command_with_no_input(machine: Machine) -> None:
    login = machine.types("auth login --output json")
    before = machine.codes

    assert login.status == 0, login.err
    assert login.document["sign_in"]["accounts"] == ["ada@contoso.com"]
    assert "warnings" not in login.document
    for line in ("auth status", "check-prereqs --no-input", "setup --dry-run --no-input"):
        ended = machine.types(line)
        assert ended.status == 0, ended.err
    assert machine.codes == before


def test_login_signs_in_anew_and_replaces_what_was_kept(machine: Machine) -> None:
    machine.types("auth login")
    before = machine.codes

    assert machine.types("auth login").status == 0
    assert machine.codes == before + 1
    assert json.loads(machine.types("auth status --output json").out)["sign_in"]["accounts"] == ["ada@contoso.com"]


def test_login_for_one_command_asks_for_its_permissions_alone(machine: Machine) -> None:
    assert machine.types("auth login --for status").status == 0

    asked = [each for each in machine.tenant.requests if each.path.endswith("/devicecode")][-1]
    assert "ReadWrite" not in asked.body


def test_login_for_an_unknown_command_is_wrong_usage(machine: Machine) -> None:
    ended = machine.types("auth login --for dance --output json")

    assert ended.status == 2
    assert "check-prereqs" in ended.document["problems"][0]["remedy"]


def test_login_that_nothing_keeps_says_so(machine: Machine) -> None:
    machine.ring = None

    ended = machine.types("auth login --output json")

    assert ended.status == 0
    assert "isn't remembered" in ended.document["warnings"][0]
    assert ended.document["sign_in"]["kept"].startswith("in memory only")


def test_login_that_nothing_keeps_names_the_page_that_helps(machine: Machine) -> None:
    machine.ring = None

    ended = machine.types("auth login")

    assert ended.err.count("isn't remembered") == 1
    assert "set up a keyring" in ended.err
    page, _, heading = ended.err.strip().rpartition("/")[2].partition(".html#")
    text = (Path(__file__).parents[3] / "docs" / "administrators" / f"{page}.md").read_text("utf-8")
    assert f"## {heading.replace('-', ' ').capitalize()}\n" in text


def test_login_with_a_failing_keyring_is_one_sentence(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Exception(1312, "CredRead")

    monkeypatch.setattr(machine.ring, "get_password", fail)

    ended = machine.types("auth login")

    assert ended.status == 0
    assert "CredRead" in ended.out
    assert "Traceback" not in ended.out + ended.err


def test_failing_keyring_is_named_once_by_other_commands(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Exception(1312, "CredRead")

    monkeypatch.setattr(machine.ring, "get_password", fail)

    ended = machine.types("check-prereqs")

    assert ended.status == 0
    assert ended.err.count("CredRead") == 1
    assert "Your sign-in is kept in memory only: a keyring in memory failed" in ended.err


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("line", SIGNING_IN)
def test_no_input_without_a_sign_in_exits_with_4_immediately(machine: Machine, line: str, output: str) -> None:
    before = machine.codes

    ended = machine.types(f"{line} --no-input --output {output}")

    assert ended.status == 4, ended.out + ended.err
    assert machine.codes == before
    assert "--sign-in device-code" in ended.out + ended.err
    if output == "json":
        assert [problem["code"] for problem in ended.document["problems"]] == ["sign-in-failed"]


def test_step_up_with_no_input_leads_to_a_run_that_may_ask(tmp_path: Path) -> None:
    with SandboxTenant.start("ready", auto_approve=0.0, lag=(0.0, 0.0)) as tenant:
        machine = Machine(tenant, tmp_path)
        assert machine.types("auth login").status == 0
        tenant.faults.add({"kind": "step-up", "method": "GET"})

        ended = machine.types("check-prereqs --no-input --output json")

        assert ended.status == 4
        assert "once without --no-input" in ended.document["problems"][0]["remedy"]
        assert machine.types("check-prereqs").status == 0
        assert machine.types("check-prereqs --no-input").status == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_login_for_all_commands_covers_each(command: str) -> None:
    assert {each.scope for each in scopes_for_commands((command,))} <= {each.scope for each in scopes_for_commands(())}
