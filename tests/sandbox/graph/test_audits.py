from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.graph.graph_in_process import Rehearsal, cases
from total_onboard.sandbox.directory.store import Body

AUDITS = "auditLogs/directoryAudits"


def latest(tenant: Rehearsal, count: int = 1) -> list[Body]:
    """The newest entries, the newest first."""
    found: list[Body] = tenant.made("GET", AUDITS)["value"]
    return found[:count]


def shown(*entries: Body) -> dict[str, tuple[Any, Any]]:
    """What they say was changed: by property, the value before and the one after."""
    rows = [row for one in entries for target in one["targetResources"] for row in target["modifiedProperties"]]
    return {row["displayName"]: (_read(row["oldValue"]), _read(row["newValue"])) for row in rows}


def _read(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def test_every_change_is_in_the_audit_log_with_who_made_it(tenant: Rehearsal) -> None:
    tenant.make_group()
    tenant.made("PATCH", "groups/{group}", {"displayName": "Admins"})
    latest, first = tenant.made("GET", AUDITS)["value"]
    assert (first["activityDisplayName"], latest["activityDisplayName"]) == ("Add group", "Update group")
    assert latest["initiatedBy"]["user"]["userPrincipalName"] == "ada@contoso.com"
    (target,) = latest["targetResources"]
    assert (target["id"], target["type"], target["displayName"]) == (tenant.names["group"], "Group", "Admins")
    assert tenant.made("GET", f"{AUDITS}/{first['id']}")["activityDisplayName"] == "Add group"


@pytest.mark.parametrize("case", cases("audits"), ids=lambda case: case["name"])
def test_an_entry_shows_what_was_changed_as_microsofts_do(tenant: Rehearsal, case: dict[str, Any]) -> None:
    tenant.instantiate()
    tenant.make_group()
    for method, path, *body in case["calls"]:
        answer = tenant.made(method, path, *body)
        tenant.names["made"] = (answer or {}).get("id") or (answer or {}).get("keyId") or tenant.names.get("made", "")
    entries = latest(tenant, len(case["logged"]))
    assert [entry["activityDisplayName"] for entry in entries] == case["logged"]
    assert len({entry["correlationId"] for entry in entries}) == 1
    told = [target["id"] for target in entries[0]["targetResources"]]
    assert told == [tenant.names[name] for name in case["about"]]
    wanted = {name: tuple(values) for name, values in tenant.filled(case["shows"]).items()}
    assert wanted.items() <= shown(*reversed(entries)).items()


def test_an_attribute_that_microsoft_does_not_audit_leaves_an_entry_that_shows_nothing(tenant: Rehearsal) -> None:
    tenant.instantiate()
    tenant.made("PATCH", "applications/{application}", {"notes": "Owned by IT"})
    (entry,) = latest(tenant)
    assert entry["activityDisplayName"] == "Update application"
    assert shown(entry) == {"Included Updated Properties": (None, "")}


def test_what_was_refused_or_only_read_is_not_in_it(tenant: Rehearsal) -> None:
    tenant.call("POST", "groups", {"displayName": "A"})
    tenant.call("GET", "groups")
    assert tenant.made("GET", AUDITS)["value"] == []


def test_the_audit_log_is_filtered_by_activity_and_time(tenant: Rehearsal) -> None:
    tenant.make_group()
    before = tenant.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = f"activityDisplayName eq 'Add group' and activityDateTime le {before}"
    assert len(tenant.made("GET", f"{AUDITS}?$filter={wanted}")["value"]) == 1
    assert tenant.made("GET", f"{AUDITS}?$filter=activityDateTime ge 2199-01-01T00:00:00Z")["value"] == []


def test_the_audit_log_of_one_object_is_found_by_its_id(tenant: Rehearsal) -> None:
    tenant.make_group()
    group = tenant.names["group"]
    tenant.made("PATCH", "groups/{group}", {"description": "Admins"})
    assert len(tenant.made("GET", f"{AUDITS}?$filter=targetResources/any(t:t/id eq '{group}')")["value"]) == 1
    assert tenant.made("GET", f"{AUDITS}?$filter=targetResources/any(t:t/id eq 'another')")["value"] == []
