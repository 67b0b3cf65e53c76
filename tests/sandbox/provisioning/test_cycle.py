from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.provisioning.provisioned_tenant import GROUP, SP, Setting, identify
from total_onboard.sandbox.console.accounts import DEACTIVATED, NOT_PROVISIONED
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.job_resource import job_body
from total_onboard.sandbox.provisioning.mapping.mapping import object_mapping
from total_onboard.sandbox.unsettled_behavior import Readings


def test_the_members_of_an_assigned_group_arrive_with_their_attributes_and_nobody_else_does(tenant: Setting) -> None:
    tenant.cycle(tenant.job())
    accounts = tenant.accounts()
    assert sorted(accounts) == ["ada@contoso.com", "bo@contoso.com"]
    bo = accounts["bo@contoso.com"]
    assert (bo.title, bo.emails[0].value, bo.active) == ("Security Analyst", "bo.andersson@contoso.com", True)
    assert bo.name.formatted == "Bo Andersson"


def test_the_group_arrives_under_its_object_id_with_its_members(tenant: Setting) -> None:
    tenant.cycle(tenant.job())
    (group,) = tenant.console.accounts.groups()
    assert group.external_id == GROUP
    assert {member.value for member in group.members or ()} == {one.id for one in tenant.accounts().values()}


def test_with_the_default_mapping_a_provisioned_person_is_a_stranger_at_sign_in(tenant: Setting) -> None:
    tenant.console.accounts.admin_groups = (GROUP,)
    tenant.cycle(tenant.job())
    ada = tenant.person("ada@contoso.com")
    assert tenant.accounts()["ada@contoso.com"].external_id == "ada"
    assert tenant.console.accounts.admit(ada["id"]).message == NOT_PROVISIONED


def test_once_the_mapping_is_right_the_next_cycle_repairs_who_is_there_already(tenant: Setting) -> None:
    tenant.console.accounts.admin_groups = (GROUP,)
    job = tenant.job()
    tenant.cycle(job)
    identify(job.schema, "objectId")
    tenant.cycle(job)
    ada = tenant.person("ada@contoso.com")
    assert tenant.accounts()["ada@contoso.com"].external_id == ada["id"]
    assert tenant.console.accounts.admit(ada["id"]).is_granted


def test_who_leaves_the_group_is_deactivated_and_leaves_it_there_too(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    bo = tenant.person("bo@contoso.com")
    tenant.store.members[GROUP].remove(bo["id"])
    tenant.cycle(job)
    assert tenant.console.accounts.admit(bo["id"]).message == DEACTIVATED
    assert tenant.console.accounts.groups_of(tenant.accounts()["bo@contoso.com"]) == []


@pytest.mark.parametrize("change", [{"enabled": False}, {"flowTypes": "Add,Update"}], ids=["off", "without Delete"])
def test_nobody_leaves_through_a_mapping_that_lets_nobody_leave(tenant: Setting, change: dict[str, Any]) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    people_of(job).update(change)
    tenant.store.members[GROUP].pop()
    tenant.cycle(job)
    assert {one.active for one in tenant.accounts().values()} == {True}


def test_nobody_comes_through_a_mapping_without_add(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    people_of(job)["flowTypes"] = "Update, Delete"
    tenant.cycle(job)
    assert tenant.accounts() == {}


def test_nobody_changes_through_a_mapping_without_update(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    people_of(job)["flowTypes"] = "Add,Delete"
    tenant.person("bo@contoso.com")["jobTitle"] = "Head of Security"
    tenant.cycle(job)
    assert tenant.accounts()["bo@contoso.com"].title == "Security Analyst"


def people_of(job: Job) -> dict[str, Any]:
    mapping = object_mapping(job.schema, "User")
    assert mapping is not None
    return mapping


def test_who_comes_back_is_active_again(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    members = tenant.store.members[GROUP]
    tenant.store.members[GROUP] = members[:1]
    tenant.cycle(job)
    tenant.store.members[GROUP] = members
    tenant.cycle(job)
    assert tenant.accounts()["bo@contoso.com"].active is True


def test_a_disabled_account_is_deactivated_though_it_stays_assigned(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    tenant.person("bo@contoso.com")["accountEnabled"] = False
    tenant.cycle(job)
    assert tenant.accounts()["bo@contoso.com"].active is False


def test_an_unassigned_group_is_deleted_and_its_members_are_deactivated(tenant: Setting) -> None:
    job = tenant.job(identified_by="objectId")
    tenant.cycle(job)
    tenant.store.app_role_assignments.remove("assignment")
    tenant.cycle(job)
    assert list(tenant.console.accounts.groups()) == []
    assert {one.active for one in tenant.accounts().values()} == {False}


def test_nested_groups_are_not_opened(tenant: Setting) -> None:
    tenant.store.groups.put({"id": "inner", "displayName": "Inner"}, replicated=True)
    tenant.store.members["inner"] = [tenant.person("cleo@contoso.com")["id"]]
    tenant.store.members[GROUP].append("inner")
    tenant.cycle(tenant.job())
    assert "cleo@contoso.com" not in tenant.accounts()


def test_an_account_made_by_hand_is_found_by_its_user_name_and_adopted(tenant: Setting) -> None:
    first, second = tenant.job(identified_by="objectId"), tenant.job(identified_by="objectId")
    tenant.cycle(first)
    before = tenant.accounts()["ada@contoso.com"].id
    tenant.cycle(second)
    assert tenant.accounts()["ada@contoso.com"].id == before
    assert len(tenant.accounts()) == 2


def test_a_second_cycle_has_nothing_to_export_and_the_job_is_in_steady_state(tenant: Setting) -> None:
    job = tenant.job()
    tenant.cycle(job)
    tenant.cycle(job)
    status = job_body(job, tenant.service.secrets[SP])["status"]
    assert status["lastExecution"]["countExported"] == 0
    assert status["steadyStateFirstAchievedTime"] > "2000"
    assert status["synchronizedEntryCountByType"] == [{"key": "Group", "value": 1}, {"key": "User", "value": 2}]


def test_one_entry_that_fails_is_escrowed_and_tried_again_while_the_others_arrive(tenant: Setting) -> None:
    job = tenant.job()
    ada = tenant.person("ada@contoso.com")
    ada["mail"] = "not an address"
    tenant.cycle(job)
    assert list(tenant.accounts()) == ["bo@contoso.com"]
    assert job.last_execution is not None and job.last_execution.state == "EntryLevelErrors"
    ada["mail"] = "ada@contoso.com"
    tenant.cycle(job)
    assert sorted(tenant.accounts()) == ["ada@contoso.com", "bo@contoso.com"]
    assert not job.escrows


def test_the_failure_of_someone_who_leaves_is_forgotten(tenant: Setting) -> None:
    job = tenant.job()
    tenant.person("bo@contoso.com")["mail"] = "not an address"
    tenant.cycle(job)
    tenant.store.members[GROUP].pop()
    tenant.cycle(job)
    assert job.last_execution is not None and job.last_execution.state == "Succeeded"


def test_wrong_credentials_put_the_job_in_quarantine_and_right_ones_with_a_restart_take_it_out(tenant: Setting) -> None:
    job = tenant.job()
    tenant.service.secrets[SP]["SecretToken"] = "wrong"
    tenant.cycle(job)
    tenant.cycle(job)
    status = job_body(job, tenant.service.secrets[SP])["status"]
    assert (status["code"], status["countSuccessiveCompleteFailures"]) == ("Quarantine", 2)
    assert status["quarantine"]["reason"] == "EncounteredQuarantineException"
    assert "Response Status Code: Unauthorized" in status["lastExecution"]["error"]["message"]
    tenant.service.secrets[SP]["SecretToken"] = tenant.console.scim_token
    job.forget({"Full"})
    tenant.cycle(job)
    assert job_body(job, tenant.service.secrets[SP])["status"]["quarantine"] is None


def test_more_departures_than_the_threshold_allows_are_not_carried_out(tenant: Setting) -> None:
    job = tenant.job()
    tenant.cycle(job)
    settings = {"Enabled": False, "DeleteThresholdEnabled": True, "DeleteThresholdValue": 1}
    tenant.service.secrets[SP]["SyncNotificationSettings"] = json.dumps(settings)
    tenant.store.app_role_assignments.remove("assignment")
    tenant.cycle(job)
    assert job.quarantine is not None and job.quarantine.reason == "TooManyDeletes"
    assert {one.active for one in tenant.accounts().values()} == {True}


def test_with_sync_all_everybody_in_the_directory_arrives(tenant: Setting) -> None:
    job = tenant.job()
    tenant.service.secrets[SP]["SyncAll"] = "true"
    tenant.cycle(job)
    assert "cleo@contoso.com" in tenant.accounts()


def member_leaves(tenant: Setting, *, flag: bool) -> Job:
    job = tenant.job()
    address = tenant.console.scim_url.partition("?")[0]
    tenant.service.secrets[SP]["BaseAddress"] = f"{address}?aadOptscim062020" if flag else address
    tenant.cycle(job)
    tenant.store.members[GROUP].pop()
    tenant.cycle(job)
    return job


def test_cycle_with_flag_removes_at_a_strict_service(tenant: Setting) -> None:
    job = member_leaves(tenant, flag=True)
    (group,) = tenant.console.accounts.groups()
    assert (tenant.accounts()["bo@contoso.com"].active, len(group.members or ()), job.escrows) == (False, 1, {})


def test_cycle_without_flag_leaves_the_account_active_at_a_strict_service(tenant: Setting) -> None:
    job = member_leaves(tenant, flag=False)
    (group,) = tenant.console.accounts.groups()
    assert (tenant.accounts()["bo@contoso.com"].active, len(group.members or ())) == (True, 2)
    assert (job.last_execution.state, len(job.escrows)) == ("EntryLevelErrors", 2)  # type: ignore[union-attr]


def test_cycle_that_sends_booleans_disables_at_a_strict_service_without_flag(tenant: Setting) -> None:
    tenant.store.persona = tenant.store.persona.model_copy(update={"readings": Readings(booleans_in_patch="boolean")})
    job = member_leaves(tenant, flag=False)
    (group,) = tenant.console.accounts.groups()
    assert (tenant.accounts()["bo@contoso.com"].active, len(group.members or ()), len(job.escrows)) == (False, 2, 1)


def test_cycle_without_flag_removes_at_a_lenient_service(tenant: Setting) -> None:
    tenant.console.refuses = ()
    job = member_leaves(tenant, flag=False)
    (group,) = tenant.console.accounts.groups()
    assert (tenant.accounts()["bo@contoso.com"].active, len(group.members or ()), job.escrows) == (False, 1, {})
