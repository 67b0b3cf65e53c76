from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.sandbox.graph.graph_in_process import Rehearsal, code, ids
from total_onboard.sandbox.directory.client_secret_hashes import matches


def test_an_instance_has_the_roles_and_marks_of_the_template(tenant: Rehearsal) -> None:
    both = tenant.instantiate()
    application, principal = both["application"], both["servicePrincipal"]
    assert [(role["displayName"], role["value"]) for role in principal["appRoles"]] == [
        ("User", None),
        ("msiam_access", None),
    ]
    assert principal["appRoleAssignmentRequired"] is True
    assert "WindowsAzureActiveDirectoryCustomSingleSignOnApplication" in principal["tags"]
    assert principal["appId"] == application["appId"]
    assert application["signInAudience"] == "AzureADMyOrg"
    assert "metadata=customappsso" in application["web"]["homePageUrl"]
    assert application["uniqueName"] is None


def test_every_cloud_has_a_template_of_its_own() -> None:
    government = Rehearsal("usgov")
    assert government.instantiate()["application"]["applicationTemplateId"] == "4602d0b4-76bb-404b-bca9-2652e1a39c6d"


@pytest.mark.parametrize("path", ["applications/{application}", "servicePrincipals/{principal}", "groups/{group}"])
def test_update_with_the_own_id_ignores_it(furnished: Rehearsal, path: str) -> None:
    before = furnished.made("GET", path)
    answer = furnished.call("PATCH", path, {"id": before["id"], "displayName": "Renamed"})
    assert answer.status_code == 204
    after = furnished.made("GET", path)
    assert (after["id"], after["displayName"]) == (before["id"], "Renamed")


def test_a_secret_is_shown_once_and_kept_as_a_hash(furnished: Rehearsal) -> None:
    asked = {"passwordCredential": {"displayName": "TOTAL integration"}}
    made = furnished.made("POST", "applications/{application}/addPassword", asked)
    text, key_id = made["secretText"], made["keyId"]
    assert made["hint"] == text[:3]
    life = datetime.fromisoformat(made["endDateTime"]) - datetime.fromisoformat(made["startDateTime"])
    assert timedelta(days=729) < life < timedelta(days=732)
    (read,) = furnished.made("GET", "applications/{application}?$select=passwordCredentials")["passwordCredentials"]
    assert (read["keyId"], read["displayName"], read["secretText"]) == (key_id, "TOTAL integration", None)
    assert matches(furnished.store.password_hashes[key_id], text)
    assert text not in repr(furnished.store.dump())


def test_a_removed_secret_is_gone(furnished: Rehearsal) -> None:
    key_id = furnished.made("POST", "applications(appId='{app_id}')/addPassword", {})["keyId"]
    assert furnished.call("POST", "applications(appId='{app_id}')/removePassword", {"keyId": key_id}).status_code == 204
    assert furnished.made("GET", "applications/{application}")["passwordCredentials"] == []
    assert key_id not in furnished.store.password_hashes


@pytest.mark.parametrize(("days", "status"), [(170, 200), (190, 400), (None, 400)])
def test_the_policy_limits_how_long_a_secret_lives(days: int | None, status: int) -> None:
    tenant = Rehearsal("secret-policy")
    tenant.instantiate()
    ends = (tenant.clock.now() + timedelta(days=days)).isoformat() if days else None
    asked = {"passwordCredential": {"endDateTime": ends} if ends else {}}
    answer = tenant.call("POST", "applications/{application}/addPassword", asked)
    assert answer.status_code == status
    if status == 400:
        assert code(answer) == "CredentialInvalidLifetimeAsPerAppPolicy"
        assert answer.json()["error"]["details"][0]["code"] == "InvalidKeyEndDate"


def test_the_policy_can_forbid_secrets() -> None:
    tenant = Rehearsal("secrets-blocked")
    tenant.instantiate()
    answer = tenant.call("POST", "applications/{application}/addPassword", {"passwordCredential": {}})
    assert (answer.status_code, code(answer)) == (400, "CredentialTypeNotAllowedAsPerAppPolicy")


def test_a_unique_name_is_set_once_and_never_changed(furnished: Rehearsal) -> None:
    assert furnished.call("PATCH", "applications/{application}", {"uniqueName": "total"}).status_code == 204
    assert furnished.made("GET", "applications(uniqueName='total')")["id"] == furnished.names["application"]
    assert furnished.call("PATCH", "applications/{application}", {"uniqueName": "other"}).status_code == 400


def test_a_deleted_application_keeps_its_unique_name_until_it_is_purged(furnished: Rehearsal) -> None:
    furnished.made("PATCH", "applications/{application}", {"uniqueName": "total"})
    assert furnished.call("DELETE", "applications(uniqueName='total')").status_code == 204
    again = {"displayName": "TOTAL", "uniqueName": "total"}
    refused = furnished.call("POST", "applications", again)
    assert (refused.status_code, code(refused)) == (400, "Request_MultipleObjectsWithSameKeyValue")
    deleted = furnished.call("GET", "directory/deletedItems/microsoft.graph.application?$filter=uniqueName eq 'total'")
    assert ids(deleted) == [furnished.names["application"]]
    assert furnished.call("DELETE", "directory/deletedItems/{application}").status_code == 204
    assert furnished.call("POST", "applications", again).status_code == 201


def test_a_restored_application_comes_back_without_its_service_principal(furnished: Rehearsal) -> None:
    furnished.made("DELETE", "applications/{application}")
    assert furnished.call("GET", "servicePrincipals/{principal}").status_code == 404
    assert furnished.call("POST", "directory/deletedItems/{application}/restore").status_code == 200
    assert furnished.call("GET", "applications/{application}").status_code == 200
    assert furnished.call("GET", "servicePrincipals/{principal}").status_code == 404


def test_an_update_merges_structures_and_replaces_lists(furnished: Rehearsal) -> None:
    furnished.made("PATCH", "applications/{application}", {"web": {"redirectUris": ["https://a.test/1"]}})
    furnished.made("PATCH", "applications/{application}", {"web": {"redirectUris": ["https://a.test/2"]}})
    web = furnished.made("GET", "applications/{application}")["web"]
    assert web["redirectUris"] == ["https://a.test/2"]
    assert "customappsso" in web["homePageUrl"]


def test_the_service_principal_shows_what_its_application_says(furnished: Rehearsal) -> None:
    furnished.made(
        "PATCH", "applications/{application}", {"displayName": "Renamed", "web": {"redirectUris": ["https://a.test/"]}}
    )
    principal = furnished.made("GET", "servicePrincipals/{principal}")
    assert (principal["displayName"], principal["replyUrls"]) == ("Renamed", ["https://a.test/"])


def test_an_upsert_creates_only_with_leave_and_then_updates(tenant: Rehearsal) -> None:
    leave = {"Prefer": "create-if-missing"}
    path = "applications(uniqueName='fresh')"
    assert tenant.call("PATCH", path, {"displayName": "Fresh"}, headers=leave).status_code == 201
    assert tenant.call("PATCH", path, {"displayName": "Fresher"}, headers=leave).status_code == 204
    assert tenant.made("GET", path)["displayName"] == "Fresher"


def test_a_disabled_role_can_be_removed(furnished: Rehearsal) -> None:
    roles = furnished.made("GET", "applications/{application}")["appRoles"]
    disabled = [role | {"isEnabled": False} for role in roles]
    assert furnished.call("PATCH", "applications/{application}", {"appRoles": disabled}).status_code == 204
    assert furnished.call("PATCH", "applications/{application}", {"appRoles": disabled[:1]}).status_code == 204


def test_owners_are_people_or_service_principals_each_once(furnished: Rehearsal) -> None:
    ada = {"@odata.id": "{root}/directoryObjects/{ada}"}
    assert furnished.call("POST", "applications/{application}/owners/$ref", ada).status_code == 204
    assert "already exist" in furnished.call("POST", "applications/{application}/owners/$ref", ada).text
    assert ids(furnished.call("GET", "applications/{application}/owners")) == [furnished.names["ada"]]
    assert furnished.call("DELETE", "applications/{application}/owners/{ada}/$ref").status_code == 204


def test_a_federated_credential_is_kept_changed_and_deleted(furnished: Rehearsal) -> None:
    path = "applications/{application}/federatedIdentityCredentials"
    asked = {
        "name": "ci",
        "issuer": "https://ci.test",
        "subject": "repo:total",
        "audiences": ["api://AzureADTokenExchange"],
    }
    made = furnished.made("POST", path, asked)
    assert furnished.call("POST", path, asked).status_code == 409
    again = furnished.call("POST", path, {**asked, "name": "other"})
    assert (again.status_code, code(again)) == (400, "InvalidFederatedIdentityCredentialValue")
    assert furnished.call("PATCH", f"{path}/{made['id']}", {"subject": "repo:other"}).status_code == 204
    assert furnished.made("GET", f"{path}/{made['id']}")["subject"] == "repo:other"
    assert furnished.call("DELETE", f"{path}/{made['id']}").status_code == 204
    assert ids(furnished.call("GET", path)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "two words"},
        {"name": "n" * 121},
        {"subject": "s" * 601},
        {"issuer": "http://ci.test"},
        {"audiences": ["one", "another"]},
    ],
    ids=str,
)
def test_a_federated_credential_beyond_the_limits_is_refused(furnished: Rehearsal, changed: dict[str, object]) -> None:
    asked = {"name": "ci", "issuer": "https://ci.test", "subject": "repo:total", "audiences": ["one"], **changed}
    answer = furnished.call("POST", "applications/{application}/federatedIdentityCredentials", asked)
    assert (answer.status_code, code(answer)) == (400, "InvalidFederatedIdentityCredentialValue")
