"""``export`` prints or writes either format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import hcl2
import pytest

from tests.support.cli_runner import CliResult, typed
from total_onboard.engine.export import declared_request

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


@pytest.mark.parametrize("command", ["export", "guide"])
def test_scim_address_with_a_value_in_its_query_is_refused(home: Path, command: str) -> None:
    address = ("--scim-url", "https://scim.example/scim/v2?token=canary")
    ended = typed(command, *VALUES, *address, home=home, environment={"HOME": str(home)})
    assert (ended.status, "canary" in ended.out + ended.err) == (2, False)
    assert "--scim-url" in ended.err


@pytest.mark.parametrize("format_", ["az", "terraform"])
def test_value_that_names_a_reference_of_another_process_stays_a_text(home: Path, format_: str) -> None:
    named = str(uuid5(NAMESPACE_URL, "total-onboard:scim_token"))
    words = ("--redirect-uri", f"https://evil.example/{named}", "--scim-url", "https://scim.example/scim/v2")
    ended = export(home, *words, "--format", format_)
    assert ended.status == 0, ended.err
    assert f"https://evil.example/{named}" in ended.out


def test_references_differ_in_every_process() -> None:
    command = (sys.executable, "-c", f"from {declared_request.__name__} import SCIM_TOKEN; print(SCIM_TOKEN)")
    answers = {subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(answers) == 2


def test_next_command_of_a_script_works_as_printed(home: Path) -> None:
    ended = export(home, "--scim-url", "https://scim.example/scim/v2", "--out", "my setup.sh")
    assert "SCIM_TOKEN_FILE=FILE sh 'my setup.sh'" in ended.err


def test_existing_objects_of_a_variable_are_refused_with_its_name(home: Path) -> None:
    environment = {"HOME": str(home), "TOTAL_ONBOARD_APP_ID": SOME_ID}
    ended = typed("export", *VALUES, home=home, environment=environment)
    assert (ended.status, "TOTAL_ONBOARD_APP_ID" in ended.err) == (2, True)


AZ: Final = """#!/bin/sh
case "$*" in *"--method get"*) ;; *) echo new-secret; echo sent >> "$SENT" ;; esac
"""
"""An Azure CLI that finds nothing in the tenant, and creates what it is asked for."""


def test_script_never_replaces_a_secret_that_was_not_handed_over(home: Path) -> None:
    (home / "az").write_text(AZ, "utf-8")
    (home / "az").chmod(0o700)
    head, _, rest = export(home).out.partition("\ntemplate=")
    part = re.search(r"^# == Client secret ==$.*?(?=^# == )", rest, re.MULTILINE | re.DOTALL)
    assert part
    script = f"{head}\napplication={SOME_ID}\n{part[0]}"
    variables = {"PATH": f"{home}:{os.environ['PATH']}", "TOTAL_FILES": "files", "SENT": str(home / "sent")}
    secret = home / "files" / "client-secret"
    runs = partial(subprocess.run, ["sh"], input=script, text=True, cwd=home, env=variables, capture_output=True)
    assert (runs(check=True).stdout, secret.read_text("utf-8")) == ("", "new-secret\n")
    secret.write_text("of another tenant\n", "utf-8")
    ended = runs(check=False)
    assert (ended.returncode, secret.read_text("utf-8")) == (1, "of another tenant\n")
    assert "files/client-secret contains an earlier secret" in ended.stderr
    assert (home / "sent").read_text("utf-8") == "sent\n"
