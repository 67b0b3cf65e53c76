"""A tenants file is read whole, or everything that is wrong with it is reported."""

from __future__ import annotations

import os
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.commands.tenants.tenant_entry import Fault, TenantEntry
from total_onboard.commands.tenants.tenants_file import BadTenantsFile, read_tenants
from total_onboard.core.errors import BadValue
from total_onboard.ui.console import Screen
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.sanitized_rich import Console
from total_onboard.ui.views.errors import show_error

BAD_FILES = read_yaml((Path(__file__).parent / "bad_files.yaml").read_text(encoding="utf-8"))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad["name"])
def test_tenants_file_reports_each_fault(bad: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(BadTenantsFile) as refused:
        read_tenants(written(tmp_path, bad["name"], bad["text"]))
    found = [str(fault) for fault in refused.value.faults]
    assert len(found) == len(bad["faults"]), found
    for fault, expected in zip(found, bad["faults"], strict=True):
        assert fault.startswith(expected)


def test_tenants_file_in_toml_gives_the_same_as_in_csv(tmp_path: Path) -> None:
    for name in ("a.totalsheet", "token.txt"):
        (tmp_path / name).touch()
    table = (
        "tenant,home,sheet,admins,App ID,group_id,scim_token_file,scim_token_ends,secret_months\n"
        "contoso.com,partner.example,a.totalsheet,ada@contoso.com; bo@contoso.com,new,TOTAL-Admin=new,token.txt,"
        "2027-01-31,12\n"
    )
    tables = (
        '[[tenants]]\ntenant = "contoso.com"\nhome = "partner.example"\nsheet = "a.totalsheet"\n'
        'admins = ["ada@contoso.com", "bo@contoso.com"]\napp_id = "new"\ngroup_id = ["TOTAL-Admin=new"]\n'
        'scim_token_file = "token.txt"\nscim_token_ends = 2027-01-31\nsecret_months = 12\n'
    )
    expected = TenantEntry(
        line=2,
        tenant="contoso.com",
        home="partner.example",
        sheet=tmp_path / "a.totalsheet",
        app_id="new",
        group_id=("TOTAL-Admin=new",),
        values={
            "admin": ("ada@contoso.com", "bo@contoso.com"),
            "scim_token_file": tmp_path / "token.txt",
            "scim_token_ends": date(2027, 1, 31),
            "secret_months": 12,
        },
    )
    assert read_tenants(written(tmp_path, "a.csv", table)) == (expected,)
    (entry,) = read_tenants(written(tmp_path, "a.toml", tables))
    assert entry.line == 1
    assert {**vars(entry), "line": 2} == vars(expected)


@pytest.mark.parametrize("column", ["scim_token_file", "sheet_passphrase_file"])
@pytest.mark.parametrize("name", ["../secret", "link", "{outside}"])
def test_tenants_file_names_no_secret_outside_its_folder(column: str, name: str, tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret", tmp_path / "customers"
    outside.write_text("of another service", encoding="utf-8")
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    text = f"tenant,{column}\ncontoso.com,{name.format(outside=outside)}\n"
    with pytest.raises(BadTenantsFile, match="isn't in the folder of the tenants file"):
        read_tenants(written(folder, "a.csv", text))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows reports every file as writable by all")
def test_tenants_file_that_others_may_write_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "tenant\ncontoso.com\n")
    path.chmod(0o666)
    with pytest.raises(BadValue, match="can be written by every user"):
        read_tenants(path)


@pytest.mark.parametrize("content", [b"[[tenants]\n", b"\x00\x01\x02", None])
def test_tenants_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "customers.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadValue, match=r"customers\.toml"):
        read_tenants(path)


def test_problems_of_the_file_are_lines_of_their_own(tmp_path: Path) -> None:
    refused = BadTenantsFile(tmp_path / "a.csv", [Fault(3, "app_id", "It is\nno ID."), Fault(2, "", "It is empty.")])
    stderr = StringIO()
    console = Console(file=stderr, width=100)
    show_error(Screen(console, console, interactive=False), refused)
    assert [line.strip() for line in stderr.getvalue().splitlines() if line.startswith("  line")] == [
        "line 2: It is empty.",
        r"line 3, app_id: It is\nno ID.",
    ]
    assert Problem.of(refused).message.endswith(r"line 2: It is empty.; line 3, app_id: It is" + "\nno ID.")
