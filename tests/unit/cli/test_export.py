"""``export`` prints or writes either format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import hcl2
import pytest

from tests.support.cli_runner import CliResult, typed

VALUES: Final = ("--redirect-uri", "https://app.example/callback", "--admin", "ada@contoso.com")
SOME_ID: Final = "11111111-2222-3333-4444-555555555555"
IDS: Final = ("--app-id", SOME_ID, "--group-id", f"TOTAL-Admin={SOME_ID}")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def export(home: Path, *words: str) -> CliResult:
    return typed("export", *VALUES, *words, home=home, environment={"HOME": str(home)})


def test_export_for_terraform_prints_nothing_but_the_configuration(home: Path) -> None:
    ended = export(home, "--format", "terraform")
    assert (ended.status, ended.err) == (0, "")
    assert {"resource", "data", "terraform"} <= hcl2.loads(ended.out).keys()


def test_export_for_terraform_into_a_file_says_what_to_run(home: Path) -> None:
    ended = export(home, "--format", "terraform", "--out", "main.tf")
    assert ended.status == 0
    assert "terraform plan" in ended.err + ended.out
    assert "resource" in hcl2.loads((home / "main.tf").read_text("utf-8"))


def test_export_for_terraform_as_json_has_the_configuration(home: Path) -> None:
    ended = export(home, "--format", "terraform", "--output", "json")
    assert "resource" in hcl2.loads(json.loads(ended.out)["export"])


def test_export_for_terraform_with_ids_imports_both(home: Path) -> None:
    ended = export(home, "--format", "terraform", *IDS)
    assert len(hcl2.loads(ended.out)["import"]) == 2


@pytest.mark.parametrize("ids", [IDS[:2], IDS[2:]], ids=["app", "group"])
def test_export_for_az_refuses_ids_of_existing_objects(home: Path, ids: tuple[str, ...]) -> None:
    ended = export(home, *ids)
    assert (ended.status, ended.out) == (2, "")
    assert "--format terraform" in ended.err


def test_export_refuses_an_id_of_an_unknown_group(home: Path) -> None:
    ended = export(home, "--format", "terraform", "--group-id", f"Sales={SOME_ID}")
    assert (ended.status, "Sales" in ended.err) == (2, True)


def test_export_refuses_an_id_that_is_none(home: Path) -> None:
    ended = export(home, "--format", "terraform", "--app-id", "${file(1)}")
    assert (ended.status, ended.out) == (2, "")
