"""The comparison of our tables with public sources, on small sources made for the test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tools import fact_sources, fact_tables
from tools.refresh_facts import SNAPSHOTS, TABLES, Table, accepted_differences, compared, main, snapshots

APPLICATION_READ = "c79f8feb-a9db-4090-85f9-90d820caa0eb"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "microsoft-info/_info/GraphAppRoles.json", [{"Value": "Group.Create", "Id": "1"}])
    scope = {"Value": "Application.Read.All", "Id": APPLICATION_READ, "Type": "Admin"}
    write(tmp_path / "microsoft-info/_info/GraphDelegateRoles.json", [scope])
    allowed = ("groups/create", "users/allProperties/allTasks")
    rows = [{"AuthorizedResourceAction": f"microsoft.directory/{one}"} for one in allowed]
    role = {"RoleName": "Groups Administrator", "RoleId": "2", "RolePermissions": rows}
    write(tmp_path / "AzurePrivilegedIAM/Classification/Classification_EntraIdDirectoryRolesFromMsftDocs.json", [role])
    write(
        tmp_path / "CIPP-API/Config/ConversionTable.csv",
        "String_Id,GUID,Service_Plan_Name,Service_Plan_Id\nEMS,A1,AAD_PREMIUM,B1\nEMS_2,A2,AAD_PREMIUM\u00a0,B2\n",
    )
    write(tmp_path / "EntraID-ErrorCodes/EntraIDErrorCodes.csv", '"ResultType","Message"\n"50011","x"\n')
    docs = tmp_path / "entra-docs/docs"
    write(docs / "identity-platform/reference-error-codes.md", "| AADSTS50027 | InvalidJwtToken, see AADSTS50058 |\n")
    activities = "|Audit Category|Activity|\n|---|---|\n|GroupManagement|Add group|\n|RoleManagement||Update role|\n"
    write(docs / "identity/monitoring-health/reference-audit-activities.md", activities)
    return tmp_path


def write(file: Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def lines(
    root: Path, ours: Mapping[str, str], theirs: Callable[[Path], Mapping[str, str]], **accepted: str
) -> list[str]:
    return list(compared(root, {"made": accepted}, [Table("made", lambda: ours, theirs)]))


def test_an_equal_fact_is_no_difference(root: Path) -> None:
    ours = {"Application.Read.All delegated": APPLICATION_READ.upper(), "Application.Read.All consent": "Admin"}
    assert lines(root, ours, fact_sources.graph_permissions) == ["made: 2 facts, 0 differences, 0 accepted"]


def test_a_changed_fact_and_a_missing_one_are_printed(root: Path) -> None:
    ours = {"Group.Create application": "9", "Old.Read application": "8"}
    assert lines(root, ours, fact_sources.graph_permissions) == [
        "made: 2 facts, 2 differences, 0 accepted",
        "  Group.Create application: 9 → 1",
        "  Old.Read application = 8: not in the source",
    ]


def test_an_accepted_difference_is_only_counted(root: Path) -> None:
    found = lines(root, {"70020": "exists"}, fact_sources.error_codes, **{"70020": "in neither list"})
    assert found == ["made: 1 facts, 0 differences, 1 accepted"]


def test_numbers_come_from_the_list_and_from_the_first_column_of_the_page(root: Path) -> None:
    assert set(fact_sources.error_codes(root)) == {"50011", "50027"}


def test_all_tasks_on_a_resource_include_its_other_actions(root: Path) -> None:
    actions = fact_sources.role_actions(root)
    asked = ("groups/create", "users/basic/update", "groups/delete")
    assert [actions[f"Groups Administrator: {one}"] for one in asked] == ["allowed", "allowed", "not allowed"]


def test_several_ids_of_one_plan_are_each_right(root: Path) -> None:
    assert fact_sources.service_plans(root)["AAD_PREMIUM"] == "b1 or b2"
    assert lines(root, {"AAD_PREMIUM": "B2"}, fact_sources.service_plans)[1:] == []


def test_activities_are_read_also_from_a_row_with_an_empty_cell(root: Path) -> None:
    assert {"Add group", "Update role"} <= set(fact_sources.audit_activities(root))


def test_a_source_that_is_not_there_is_named_and_the_others_are_compared(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--from", str(root)]) == 1
    out = capsys.readouterr().out
    assert "templates: not compared, because applicationtemplate-instantiate.md isn't there" in out
    assert "role-ids: " in out


def test_each_table_has_facts_and_each_accepted_difference_is_of_a_fact() -> None:
    tables = {table.name: table.ours() for table in TABLES}
    assert all(tables.values())
    for name, reasons in accepted_differences().items():
        assert set(reasons) <= set(tables[name]), name
        assert all(reasons.values())


def test_the_snapshots_name_the_compared_commits() -> None:
    assert SNAPSHOTS.is_file()
    for name, snapshot in snapshots().items():
        assert re.fullmatch(r"[0-9a-f]{40}", snapshot["commit"]), name
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", snapshot["date"]), name
        assert snapshot["repository"].endswith(f"/{name}")


def test_ours_has_every_permission_of_a_command() -> None:
    assert "Synchronization.ReadWrite.All delegated" in fact_tables.permission_ids()
