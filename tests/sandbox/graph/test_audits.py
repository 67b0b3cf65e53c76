from __future__ import annotations

from tests.sandbox.graph.rehearsal import Rehearsal

AUDITS = "auditLogs/directoryAudits"


def test_every_change_is_in_the_audit_log_with_who_made_it(tenant: Rehearsal) -> None:
    tenant.make_group()
    tenant.made("PATCH", "groups/{group}", {"description": "Admins"})
    latest, first = tenant.made("GET", AUDITS)["value"]
    assert (first["activityDisplayName"], latest["activityDisplayName"]) == ("Add group", "Update group")
    assert latest["initiatedBy"]["user"]["userPrincipalName"] == "ada@contoso.com"
    assert latest["targetResources"] == [{"id": tenant.names["group"]}]
    assert tenant.made("GET", f"{AUDITS}/{first['id']}")["activityDisplayName"] == "Add group"


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
