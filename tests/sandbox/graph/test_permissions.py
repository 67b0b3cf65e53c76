from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.graph.graph_in_process import USER_ROLE, Rehearsal, cases, code


def named(case: Any) -> str:
    return f"{case['request']} with {'+'.join(case['scopes'])} as {'+'.join(case['roles']) or 'nobody special'}"


@pytest.mark.parametrize("case", cases("permissions"), ids=named)
def test_both_a_scope_and_a_role_are_needed(furnished: Rehearsal, case: Any) -> None:
    method, path = case["request"].split(" ", 1)
    token = furnished.token("bo@contoso.com", case["scopes"], case["roles"])
    answer = furnished.call(method, path, case.get("body"), token=token)
    assert answer.status_code == case["status"], answer.text
    if answer.is_error:
        assert code(answer) == case.get("code", "Authorization_RequestDenied")


def test_who_owns_an_application_needs_no_role_for_it(furnished: Rehearsal) -> None:
    token = furnished.token("bo@contoso.com", ["Application.ReadWrite.All"], [])
    assert furnished.call("PATCH", "applications/{application}", {"notes": "mine"}, token=token).status_code == 403
    furnished.made("POST", "applications/{application}/owners/$ref", {"@odata.id": "{root}/directoryObjects/{bo}"})
    assert furnished.call("PATCH", "applications/{application}", {"notes": "mine"}, token=token).status_code == 204


def test_a_role_activated_after_sign_in_needs_a_new_token(tenant: Rehearsal) -> None:
    old = tenant.token("bo@contoso.com", ["Application.ReadWrite.All"], [])
    new = tenant.token("bo@contoso.com", ["Application.ReadWrite.All"], ["Application Administrator"])
    assert tenant.call("POST", "applications", {"displayName": "A"}, token=old).status_code == 403
    assert tenant.call("POST", "applications", {"displayName": "A"}, token=new).status_code == 201


def test_an_application_may_do_what_its_permissions_say_and_has_no_me(furnished: Rehearsal) -> None:
    principal = furnished.store.service_principals.truth(furnished.names["principal"])
    assert principal is not None
    token = furnished.tokens.issue_app(principal, ["GroupMember.Read.All"])
    members = furnished.call("GET", "groups/{group}/members", token=token)
    assert [member["id"] for member in members.json()["value"]] == [furnished.names["bo"]]
    assert members.json()["value"][0]["displayName"] is None, "people are not open to GroupMember.Read.All"
    assert furnished.call("GET", "applications", token=token).status_code == 403
    assert (
        furnished.call("GET", "me", token=furnished.tokens.issue_app(principal, ["User.Read.All"])).status_code == 400
    )


def test_a_role_is_shown_by_id_alone_to_those_who_may_not_read_roles(tenant: Rehearsal) -> None:
    path = "me/transitiveMemberOf/graph.directoryRole"
    seen = tenant.call("GET", path, token=tenant.token(scopes=["User.Read"])).json()["value"]
    assert seen[0]["id"]
    assert seen[0]["roleTemplateId"] is None
    seen = tenant.call("GET", path, token=tenant.token(scopes=["User.Read", "RoleManagement.Read.Directory"])).json()
    assert seen["value"][0]["displayName"] == "Global Administrator"


def test_an_application_without_roles_gives_default_access(furnished: Rehearsal) -> None:
    application = furnished.made("POST", "applications", {"displayName": "Plain"})
    principal = furnished.made("POST", "servicePrincipals", {"appId": application["appId"]})
    body = {
        "principalId": "{group}",
        "resourceId": principal["id"],
        "appRoleId": "00000000-0000-0000-0000-000000000000",
    }
    assert furnished.call("POST", f"servicePrincipals/{principal['id']}/appRoleAssignedTo", body).status_code == 201
    named_role = body | {"appRoleId": USER_ROLE}
    answer = furnished.call("POST", f"servicePrincipals/{principal['id']}/appRoleAssignedTo", named_role)
    assert "was not found on application" in answer.text
