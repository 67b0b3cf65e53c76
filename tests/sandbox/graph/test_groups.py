from __future__ import annotations

import pytest

from tests.sandbox.graph.graph_in_process import A_GROUP, USER_ROLE, Rehearsal, ids

LEAVE = {"Prefer": "create-if-missing"}


def test_who_makes_a_group_owns_it(tenant: Rehearsal) -> None:
    tenant.make_group()
    assert ids(tenant.call("GET", "groups/{group}/owners")) == [tenant.names["ada"]]


def test_two_groups_may_have_one_name(tenant: Rehearsal) -> None:
    assert tenant.make_group()["id"] != tenant.make_group()["id"]


def test_a_group_is_made_by_its_unique_name_only_with_leave(tenant: Rehearsal) -> None:
    path = "groups(uniqueName='total-admin')"
    assert tenant.call("PATCH", path, A_GROUP).status_code == 404
    assert tenant.call("PATCH", path, A_GROUP, headers=LEAVE).status_code == 201
    assert tenant.call("PATCH", path, {"description": "Admins"}, headers=LEAVE).status_code == 204
    assert tenant.made("GET", path)["description"] == "Admins"


def test_a_deleted_group_keeps_its_unique_name(tenant: Rehearsal) -> None:
    tenant.make_group(uniqueName="total-admin")
    tenant.made("DELETE", "groups/{group}")
    assert tenant.call("POST", "groups", A_GROUP | {"uniqueName": "total-admin"}).status_code == 400
    assert tenant.call("POST", "directory/deletedItems/{group}/restore").status_code == 200
    assert tenant.made("GET", "groups(uniqueName='total-admin')")["id"] == tenant.names["group"]


@pytest.mark.parametrize("change", [{"mailEnabled": True}, {"uniqueName": "other"}, {"groupTypes": ["Unified"]}])
def test_what_a_group_is_does_not_change(tenant: Rehearsal, change: dict[str, object]) -> None:
    tenant.make_group(uniqueName="total-admin", groupTypes=[])
    assert tenant.call("PATCH", "groups/{group}", change).status_code == 400


def test_several_members_are_added_all_or_none(furnished: Rehearsal) -> None:
    both = {"members@odata.bind": ["{root}/users/{cleo}", "{root}/users/{bo}"]}
    assert furnished.call("PATCH", "groups/{group}", both).status_code == 400, "Bo is in already"
    assert ids(furnished.call("GET", "groups/{group}/members")) == [furnished.names["bo"]]


def test_a_group_is_assigned_once_and_the_assignment_can_be_taken_back(furnished: Rehearsal) -> None:
    path = "servicePrincipals/{principal}/appRoleAssignedTo"
    body = {"principalId": "{group}", "resourceId": "{principal}", "appRoleId": USER_ROLE}
    made = furnished.made("POST", path, body)
    assert (made["principalType"], made["principalDisplayName"]) == ("Group", "TOTAL-Admin")
    again = furnished.call("POST", path, body)
    assert again.status_code == 400
    assert "Permission being assigned already exists on the object" in again.text
    assert ids(furnished.call("GET", "groups/{group}/appRoleAssignments")) == [made["id"]]
    assert furnished.call("DELETE", f"{path}/{made['id']}").status_code == 204
    assert ids(furnished.call("GET", path)) == []


def test_assignments_end_with_the_group(furnished: Rehearsal) -> None:
    body = {"principalId": "{group}", "resourceId": "{principal}", "appRoleId": USER_ROLE}
    furnished.made("POST", "groups/{group}/appRoleAssignments", body)
    furnished.made("DELETE", "groups/{group}")
    assert ids(furnished.call("GET", "servicePrincipals/{principal}/appRoleAssignedTo")) == []


def test_of_one_client_and_resource_there_is_one_grant(furnished: Rehearsal) -> None:
    body = {"clientId": "{principal}", "consentType": "AllPrincipals", "resourceId": "{graph}", "scope": "openid"}
    grant = furnished.made("POST", "oauth2PermissionGrants", body)
    assert furnished.call("POST", "oauth2PermissionGrants", body).status_code == 409
    path = f"oauth2PermissionGrants/{grant['id']}"
    assert furnished.call("PATCH", path, {"scope": "openid profile"}).status_code == 204
    assert furnished.call("PATCH", path, {"consentType": "Principal"}).status_code == 400
    listed = furnished.made("GET", "oauth2PermissionGrants?$filter=clientId eq '{principal}'")["value"]
    assert [row["scope"] for row in listed] == ["openid profile"]
    assert furnished.call("DELETE", path).status_code == 204


def test_only_premium_tenants_have_dynamic_groups() -> None:
    dynamic = A_GROUP | {"groupTypes": ["DynamicMembership"], "membershipRule": 'user.department -eq "IT"'}
    assert Rehearsal(skus=()).call("POST", "groups", dynamic).status_code == 400
    premium = Rehearsal()
    premium.names["group"] = premium.made("POST", "groups", dynamic)["id"]
    other_admin = {"@odata.id": "{root}/users/{bo}"}
    assert premium.call("POST", "groups/{group}/members/$ref", other_admin).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "groups/{group}", {"description": "Admins"}),
        ("POST", "groups/{group}/members/$ref", {"@odata.id": "{root}/directoryObjects/{cleo}"}),
        ("POST", "groups/{group}/owners/$ref", {"@odata.id": "{root}/directoryObjects/{cleo}"}),
        ("DELETE", "groups/{group}", None),
    ],
)
def test_nobody_without_a_role_in_the_unit_changes_a_group_in_a_restricted_unit(
    tenant: Rehearsal, method: str, path: str, body: dict[str, object] | None
) -> None:
    tenant.make_group()
    group = tenant.store.groups.truth(tenant.names["group"])
    assert group is not None
    group["isManagementRestricted"] = True

    refused = tenant.call(method, path, body)

    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (403, "Authorization_RequestDenied")
    assert "administrators scoped to that administrative unit" in error["message"]


@pytest.mark.parametrize(
    ("name", "code"), [("Team", "MissingPrefixSuffix"), ("GRP-Admin-EU", "ContainsBlockedWord"), ("GRP-Team-EU", "")]
)
def test_the_naming_policy_is_about_microsoft_365_groups_alone(name: str, code: str) -> None:
    tenant = Rehearsal("groups-named-by-a-policy")
    names = {"displayName": name, "mailNickname": name}

    made = tenant.call("POST", "groups", A_GROUP | names | {"groupTypes": ["Unified"], "mailEnabled": True})

    assert tenant.call("POST", "groups", A_GROUP | names).status_code == 201, "a security group"
    assert made.status_code == (400 if code else 201)
    assert [one["code"] for one in made.json().get("error", {}).get("details", [])][:1] == ([code] if code else [])
