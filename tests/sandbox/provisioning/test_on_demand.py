from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.sandbox.provisioning.graph_calls import Graph
from tests.sandbox.provisioning.provisioned_tenant import GROUP, SP, Setting, identify
from total_onboard.sandbox.console.accounts import NOT_PROVISIONED
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.default_mapping import RULE_ID


def demand(kind: str, object_id: str, members: list[str] | None = None, rule: str = RULE_ID) -> dict[str, Any]:
    subject: dict[str, Any] = {"objectId": object_id, "objectTypeName": kind}
    if members is not None:
        subject["links"] = {"members": [{"objectId": one, "objectTypeName": "User"} for one in members]}
    return {"parameters": [{"ruleId": rule, "subjects": [subject]}]}


def provision(tenant: Setting, job: Job, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both halves of the answer, which are JSON within JSON."""
    answer = Graph(tenant).call("POST", f"jobs/{job.id}/provisionOnDemand", body)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.json()["key"]), json.loads(answer.json()["value"])


def test_a_group_and_its_named_members_arrive_at_once(tenant: Setting) -> None:
    job, bo = tenant.job(identified_by="objectId"), tenant.person("bo@contoso.com")
    key, value = provision(tenant, job, demand("Group", GROUP, [bo["id"]]))
    assert key == {"result": "Success", "details": {}}
    assert (value["action"], value["sourceIdentity"]["id"]) == ("Create", GROUP)
    assert list(tenant.accounts()) == ["bo@contoso.com"]
    assert [group.display_name for group in tenant.console.accounts.groups()] == ["TOTAL-Admin"]


def test_the_default_mapping_is_a_trap_until_externalid_comes_from_the_object_id(tenant: Setting) -> None:
    tenant.console.accounts.admin_groups = (GROUP,)
    job, ada = tenant.job(), tenant.person("ada@contoso.com")
    key, _ = provision(tenant, job, demand("Group", GROUP, [ada["id"]]))
    assert key["result"] == "Success"
    assert tenant.console.accounts.admit(ada["id"]).message == NOT_PROVISIONED
    identify(job.schema, "objectId")
    provision(tenant, job, demand("Group", GROUP, [ada["id"]]))
    assert tenant.console.accounts.admit(ada["id"]).is_granted


def test_what_is_there_already_is_skipped_as_redundant(tenant: Setting) -> None:
    job, ada = tenant.job(), tenant.person("ada@contoso.com")
    provision(tenant, job, demand("User", ada["id"]))
    key, _ = provision(tenant, job, demand("User", ada["id"]))
    assert (key["result"], key["details"]["errorCode"]) == ("Skipped", "RedundantExport")


MEMBERS = {
    *("action", "changeId", "endTime", "modifiedProperties", "provisioningSteps", "reportableIdentifier", "startTime"),
    *("statusInfo", "sourceIdentity", "sourceSystem", "targetIdentity", "targetSystem"),
}
"""Those of the sample on Graph's page “synchronizationJob: provisionOnDemand”."""


def test_answer_has_the_members_and_steps_of_microsofts_sample(tenant: Setting) -> None:
    job, ada = tenant.job(), tenant.person("ada@contoso.com")
    _, made = provision(tenant, job, demand("User", ada["id"]))
    key, value = provision(tenant, job, demand("User", ada["id"]))
    assert set(made) == set(value) == MEMBERS
    assert [(step["name"], step["type"], step["status"]) for step in value["provisioningSteps"]] == [
        ("EntryImport", "Import", "Success"),
        ("EntryImport", "Matching", "Success"),
        ("EntrySynchronizationScoping", "Scoping", "Success"),
        ("EntrySynchronizationSkip", "Export", "Skipped"),
    ]
    imported, matched, scoped, skipped = (step["details"] for step in value["provisioningSteps"])
    assert (imported["userPrincipalName"], imported["IsSoftDeleted"]) == ("ada@contoso.com", "False")
    assert (matched["userName"], matched["active"]) == ("ada@contoso.com", "True")
    assert matched["id"] == value["targetIdentity"]["id"] == made["targetIdentity"]["id"]
    assert (scoped["Assigned"], skipped) == ("True", {"SkipReason": "RedundantExport"})
    assert set(value["statusInfo"]) == {
        *("status", "errorCode", "reason", "additionalDetails", "errorCategory", "recommendedAction")
    }
    assert (value["reportableIdentifier"], value["targetSystem"]["name"]) == ("ada@contoso.com", "customappsso")
    assert key["details"]["errorMessage"] in value["provisioningSteps"][3]["description"]


def test_new_person_matches_nobody(tenant: Setting) -> None:
    _, value = provision(tenant, tenant.job(), demand("User", tenant.person("ada@contoso.com")["id"]))
    _, matching, _, export = value["provisioningSteps"]
    assert (matching["details"], export["name"], export["status"]) == ({}, "EntryExportAdd", "Success")


def test_who_is_not_assigned_is_skipped(tenant: Setting) -> None:
    key, _ = provision(tenant, tenant.job(), demand("User", tenant.person("cleo@contoso.com")["id"]))
    assert (key["result"], key["details"]["errorCode"]) == ("Skipped", "NotEffectivelyEntitled")


def test_who_was_assigned_once_is_disabled(tenant: Setting) -> None:
    job, bo = tenant.job(), tenant.person("bo@contoso.com")
    tenant.cycle(job)
    tenant.store.members[GROUP].remove(bo["id"])
    tenant.console.refuses = ()
    key, value = provision(tenant, job, demand("User", bo["id"]))
    assert (key["result"], value["action"]) == ("Success", "Disable")
    assert tenant.accounts()["bo@contoso.com"].active is False


def test_on_demand_ignores_the_flag_and_fails_at_a_strict_service(tenant: Setting) -> None:
    job, bo = tenant.job(), tenant.person("bo@contoso.com")
    tenant.cycle(job)
    tenant.store.members[GROUP].remove(bo["id"])
    key, _ = provision(tenant, job, demand("User", bo["id"]))
    assert (key["result"], tenant.accounts()["bo@contoso.com"].active) == ("Failure", True)
    tenant.cycle(job)
    assert tenant.accounts()["bo@contoso.com"].active is False


def test_two_demands_at_once_make_one_group(tenant: Setting) -> None:
    job, graph = tenant.job(), Graph(tenant)

    async def scenario() -> None:
        await asyncio.gather(
            *(graph.send("POST", f"jobs/{job.id}/provisionOnDemand", demand("Group", GROUP, [])) for _ in range(3))
        )

    asyncio.run(scenario())
    assert len(list(tenant.console.accounts.groups())) == 1


def test_a_failure_at_the_scim_end_is_told_in_both_halves(tenant: Setting) -> None:
    job, ada = tenant.job(), tenant.person("ada@contoso.com")
    tenant.service.secrets[SP]["SecretToken"] = "wrong"
    key, value = provision(tenant, job, demand("User", ada["id"]))
    assert key["result"] == "Failure"
    assert "Unauthorized" in key["details"]["errorMessage"]
    assert value["statusInfo"]["errorCode"] == key["details"]["errorCode"]


@pytest.mark.parametrize("count", [6, 9])
def test_more_than_five_members_are_refused(tenant: Setting, count: int) -> None:
    body = demand("Group", GROUP, [tenant.person("ada@contoso.com")["id"]] * count)
    assert Graph(tenant).refusal("POST", f"jobs/{tenant.job().id}/provisionOnDemand", body) == (400, "BadRequest")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"parameters": []},
        demand("User", "someone", rule="another"),
        demand("Device", "someone"),
        {"parameters": demand("User", "someone")["parameters"] * 2},
    ],
)
def test_a_demand_that_is_not_one_rule_and_one_subject_is_refused(tenant: Setting, body: dict[str, Any]) -> None:
    assert Graph(tenant).refusal("POST", f"jobs/{tenant.job().id}/provisionOnDemand", body) == (400, "BadRequest")


def test_the_sixth_demand_in_ten_seconds_is_told_to_wait(tenant: Setting) -> None:
    job, body = tenant.job(), demand("User", tenant.person("ada@contoso.com")["id"])
    answers = [Graph(tenant).call("POST", f"jobs/{job.id}/provisionOnDemand", body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "10"
