from __future__ import annotations

from tests.sandbox.graph.graph_in_process import Rehearsal, ids
from total_onboard.sandbox.directory.catalog import role_template_id

ELIGIBLE = "roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')"


def test_with_p2_roles_that_can_be_activated_are_told_apart_from_active_ones() -> None:
    tenant = Rehearsal("p2-pim")
    eligible = tenant.made("GET", f"{ELIGIBLE}?$expand=roleDefinition")["value"]
    me = tenant.store.persona.administrator
    assert [row["roleDefinition"]["displayName"] for row in eligible] == list(me.eligible_roles)
    active = tenant.made("GET", "me/transitiveMemberOf/microsoft.graph.directoryRole")["value"]
    assert [row["displayName"] for row in active] == list(me.roles)


def test_role_assignments_are_found_by_person(tenant: Rehearsal) -> None:
    path = "roleManagement/directory/roleAssignments?$filter=principalId eq '{ada}'"
    (row,) = tenant.made("GET", path)["value"]
    assert row["roleDefinitionId"] == role_template_id("Global Administrator")
    assert row["resourceScope"] == row["directoryScopeId"] == "/"
    definition = tenant.made("GET", f"roleManagement/directory/roleDefinitions/{row['roleDefinitionId']}")
    assert definition["displayName"] == "Global Administrator"


def test_a_directory_role_in_use_has_its_members(tenant: Rehearsal) -> None:
    (role,) = tenant.made("GET", "directoryRoles")["value"]
    assert ids(tenant.call("GET", f"directoryRoles/{role['id']}/members")) == [tenant.names["ada"]]


def test_the_policy_on_secrets_can_be_read_before_one_is_made() -> None:
    policy = Rehearsal("secret-policy").made("GET", "policies/defaultAppManagementPolicy")
    assert policy["isEnabled"] is True
    assert policy["applicationRestrictions"]["passwordCredentials"][0]["maxLifetime"] == "P180D"


def test_conditional_access_shows_that_device_codes_are_blocked(tenant: Rehearsal) -> None:
    assert tenant.made("GET", "identity/conditionalAccess/policies")["value"] == []
    (policy,) = Rehearsal("device-code-blocked").made("GET", "identity/conditionalAccess/policies")["value"]
    assert policy["conditions"]["authenticationFlows"]["transferMethods"] == "deviceCodeFlow"
    assert policy["grantControls"]["builtInControls"] == ["block"]


def test_the_tenant_and_its_subscriptions_are_told(tenant: Rehearsal) -> None:
    (organization,) = tenant.made("GET", "organization")["value"]
    assert tenant.made("GET", f"organization/{organization['id']}")["displayName"] == "Contoso"
    (sku,) = tenant.made("GET", "subscribedSkus?$select=skuPartNumber,id")["value"]
    assert tenant.made("GET", f"subscribedSkus/{sku['id']}")["skuPartNumber"] == sku["skuPartNumber"]
