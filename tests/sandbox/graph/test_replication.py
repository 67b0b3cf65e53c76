from __future__ import annotations

import pytest

from tests.sandbox.graph.graph_in_process import USER_ROLE, Rehearsal, code, ids

LAG = 4.0


@pytest.fixture
def slow() -> Rehearsal:
    """What is made here is seen by readers only seconds later."""
    return Rehearsal(lag=(1.9, LAG))


def test_a_new_application_cannot_be_read_at_first(slow: Rehearsal) -> None:
    slow.instantiate()
    by_client_id = "servicePrincipals?$filter=appId eq '{app_id}'"
    assert slow.call("GET", "applications/{application}").status_code == 404
    assert slow.call("GET", "applications(appId='{app_id}')").status_code == 404
    assert ids(slow.call("GET", by_client_id)) == []
    slow.wait(LAG)
    assert slow.call("GET", "applications/{application}").status_code == 200
    assert slow.call("GET", "applications(appId='{app_id}')").status_code == 200
    assert ids(slow.call("GET", by_client_id)) == [slow.names["principal"]]


def test_an_update_conflicts_while_some_replicas_lack_the_application() -> None:
    tenant = Rehearsal(lag=(0.0, 0.0))
    tenant.instantiate()
    lagging = tenant.store.persona.model_copy(update={"replication_lag": (0.0, LAG)})
    tenant.store.persona = lagging
    answer = tenant.call("PATCH", "applications/{application}", {"notes": "early"})
    assert (answer.status_code, code(answer)) == (409, "ObjectConflict")
    tenant.wait(LAG)
    assert tenant.call("PATCH", "applications/{application}", {"notes": "late"}).status_code == 204


def test_references_to_what_is_not_seen_yet_fail_each_in_its_own_words(slow: Rehearsal) -> None:
    slow.instantiate()
    slow.make_group()
    bo = {"@odata.id": "{root}/directoryObjects/{bo}"}
    assignment = {"principalId": "{group}", "resourceId": "{principal}", "appRoleId": USER_ROLE}
    grant = {"clientId": "{principal}", "consentType": "AllPrincipals", "resourceId": "{graph}", "scope": "openid"}
    too_new = slow.call("POST", "groups/{group}/members/$ref", bo)
    assert too_new.status_code == 400
    assert "don't exist" in too_new.text
    assert slow.call("POST", "servicePrincipals/{principal}/appRoleAssignedTo", assignment).status_code == 404
    assert "does not exist" in slow.call("POST", "oauth2PermissionGrants", grant).text
    slow.wait(LAG)
    assert slow.call("POST", "groups/{group}/members/$ref", bo).status_code == 204
    assert slow.call("POST", "oauth2PermissionGrants", grant).status_code == 201
    assert slow.call("POST", "servicePrincipals/{principal}/appRoleAssignedTo", assignment).status_code == 201


def test_a_group_too_new_to_be_assigned_is_no_valid_reference(slow: Rehearsal) -> None:
    slow.instantiate()
    slow.wait(LAG)
    slow.make_group()
    assignment = {"principalId": "{group}", "resourceId": "{principal}", "appRoleId": USER_ROLE}
    answer = slow.call("POST", "servicePrincipals/{principal}/appRoleAssignedTo", assignment)
    assert answer.status_code == 400
    assert "Not a valid reference update" in answer.text


def test_an_application_needs_its_backing_application_to_be_seen(slow: Rehearsal) -> None:
    app_id = slow.made("POST", "applications", {"displayName": "A"})["appId"]
    as_application = slow.tokens.issue_app(slow.graph, ["Application.ReadWrite.All"])
    answer = slow.call("POST", "servicePrincipals", {"appId": app_id}, token=as_application)
    assert answer.status_code == 403
    assert "backing application" in answer.text
    assert slow.call("POST", "servicePrincipals", {"appId": app_id}).status_code == 400
    slow.wait(LAG)
    assert slow.call("POST", "servicePrincipals", {"appId": app_id}).status_code == 201


def test_in_a_very_slow_tenant_instantiate_says_404_and_has_made_both_objects() -> None:
    tenant = Rehearsal("slow-replication", lag=(2.0, 5.0))
    template = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
    answer = tenant.call("POST", f"applicationTemplates/{template}/instantiate", {"displayName": "TOTAL"})
    assert (answer.status_code, code(answer)) == (404, "Request_ResourceNotFound")
    tenant.wait(5)
    wanted = f"applicationTemplateId eq '{template}' and displayName eq 'TOTAL'"
    assert len(ids(tenant.call("GET", f"applications?$filter={wanted}"))) == 1
    assert len(ids(tenant.call("GET", "servicePrincipals?$filter=displayName eq 'TOTAL'"))) == 1
