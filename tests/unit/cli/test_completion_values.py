"""The values that options complete to are those that the program takes, and listing them loads nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from typer._completion_classes import BashComplete
from typer.main import get_command

from tests.unit.cli.test_start import HEAVY
from total_onboard.cli.app import app
from total_onboard.cli.completion import values
from total_onboard.cli.program_names import PROGRAM, VARIABLE
from total_onboard.diagnostics.preflight import CHECKS
from total_onboard.engine.step_id import SETUP_STEP_IDS
from total_onboard.entra.clouds import CloudName
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.sandbox import finding_names, persona_names
from total_onboard.sandbox.persona import load_persona
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.access.command_scopes import COMMANDS

NEVER: Final = {
    *HEAVY,
    "sqlalchemy",
    "total_onboard.sandbox",
    "total_onboard.steps",
    "total_onboard.commands.invocation.runner",
}

COMPLETER: Final = BashComplete(get_command(app), {}, PROGRAM, VARIABLE)


def test_constant_values_are_those_of_the_program() -> None:
    assert list(SETUP_STEP_IDS) == [step.id for step in SETUP_STEPS]
    assert list(values.CHECKS) == [check.id for check in CHECKS]
    assert list(values.CLOUDS) == [*CloudName]
    assert list(values.COMMANDS_THAT_SIGN_IN) == [*COMMANDS]


def test_personas_are_listed_with_their_titles() -> None:
    assert {name for name, _ in values.persona_choices("")} == set(persona_names())
    every = dict(values.persona_choices(letter)[0] for letter in "abcdefghij" if values.persona_choices(letter))
    assert all(load_persona(name).title == title for name, title in every.items())
    assert {name for name, _ in values.persona_choices("access-")} == {
        name for name in finding_names() if name.startswith("access-")
    }


@pytest.mark.parametrize("place", ["environment", "settings file", "default"])
def test_key_names_are_those_of_the_state_folder(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("TOTAL_ONBOARD_STATE_DIR", raising=False)
    folder = {"default": tmp_path / "state" / "total-onboard"}.get(place, tmp_path / "elsewhere")
    if place == "environment":
        monkeypatch.setenv("TOTAL_ONBOARD_STATE_DIR", str(folder))
    if place == "settings file":
        (tmp_path / "config" / "total-onboard").mkdir(parents=True)
        settings = f"state_dir = '{folder}'\n"
        (tmp_path / "config" / "total-onboard" / "total-onboard.toml").write_text(settings, encoding="utf-8")
    keys = KeyFolder.of(folder).folder
    keys.mkdir(parents=True)
    for name in ("total-emea.jwk", "total-emea.key", "total-apac.jwk", "other.txt"):
        (keys / name).touch()
    assert values.key_names("") == ["total-apac", "total-emea"]
    assert values.key_names("total-e") == ["total-emea"]


def test_key_names_without_a_folder_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_STATE_DIR", str(tmp_path / "absent"))
    assert values.key_names("") == []


def test_files_are_listed_by_their_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    for name in ("contoso.totalsheet", "contoso.totalhandoff", "in/fabrikam.totalsheet", "notes.txt"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert values.sheet_files("") == ["contoso.totalsheet"]
    assert values.sheet_files("in/f") == [os.path.join("in", "fabrikam.totalsheet")]  # noqa: PTH118
    assert values.handoff_files("con") == ["contoso.totalhandoff"]
    assert values.sheet_files("absent/") == values.sheet_files("x") == []


@pytest.mark.parametrize(
    "name",
    [
        'b"); touch ZQ; : (".totalsheet',
        "v$(touch${IFS}ZQ).totalsheet",
        "`id`.totalsheet",
        "a b.totalsheet",
    ],
)
def test_files_whose_names_a_shell_would_interpret_are_left_to_the_shell(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / name).touch()
    (tmp_path / "keys" / name).with_suffix(".jwk").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOTAL_ONBOARD_STATE_DIR", str(tmp_path))
    assert values.sheet_files("") == values.sheet_files("./") == values.key_names("") == []


def test_file_whose_name_looks_like_an_option_is_left_to_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "-o.totalsheet").touch()
    monkeypatch.chdir(tmp_path)
    assert values.sheet_files("") == []


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("keys sho", ["show"]),
        ("value-sheet create --key total-a", ["total-apac"]),
        ("keys revoke total-", ["total-apac"]),
        ("handoff open con", ["contoso.totalhandoff"]),
        ("verify --handoff con", ["contoso.totalhandoff"]),
        ("value-sheet check con", ["contoso.totalsheet"]),
        ("setup --only redirect", ["redirect-uris"]),
        ("setup --skip st", ["start"]),
        ("setup --accept role-c", ["role-consent"]),
        ("check-prereqs --cloud usgov-", ["usgov-dod"]),
        ("status --sign-in dev", ["device-code"]),
        ("status --output ", ["text", "json", "prometheus"]),
        ("verify --persona access-managed", ["access-managed-device"]),
        ("auth login --for check", ["check-prereqs"]),
        ("completion po", ["powershell"]),
        ("keys create --y", []),
    ],
)
def test_typed_line_is_completed(
    line: str, completed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_STATE_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keys").mkdir()
    for name in ("keys/total-apac.jwk", "contoso.totalsheet", "contoso.totalhandoff", "contract.txt"):
        (tmp_path / name).touch()
    *words, incomplete = line.split(" ")
    assert [one.value for one in COMPLETER.get_completions(words, incomplete)] == completed


@pytest.mark.parametrize("line", ["total-onboard setup --persona f", "total-onboard keys show "])
def test_completion_loads_nothing_heavy(line: str) -> None:
    script = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
    script += "from total_onboard.cli.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {VARIABLE: "complete_powershell", "_TYPER_COMPLETE_ARGS": line},
    )
    assert "total_onboard.cli.app" in ended.stderr.split()
    assert NEVER & set(ended.stderr.split()) == set()
