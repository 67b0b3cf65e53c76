from __future__ import annotations

import asyncio
import dataclasses
import json
from datetime import timedelta

import pytest

from tests.sandbox.provisioning.graph_calls import ADMINISTRATOR, Graph, credentials
from tests.sandbox.provisioning.provisioned_tenant import APP, SP, Setting

GLOBAL_READER = frozenset({"f2ef992c-3afb-46b9-b7cf-a126ee74c451"})


def test_an_instance_of_the_non_gallery_template_is_offered_the_scim_template(tenant: Setting) -> None:
    graph = Graph(tenant)
    for path in ("templates", f"/applications/{APP}/synchronization/templates"):
        assert [one["id"] for one in graph.call("GET", path).json()["value"]] == ["scim"]


def test_a_plain_application_is_offered_no_template_and_cannot_have_a_job(tenant: Setting) -> None:
    principal = tenant.store.service_principals.truth(SP)
    assert principal is not None
    principal["applicationTemplateId"] = None
    graph = Graph(tenant)
    assert graph.call("GET", "templates").json()["value"] == []
    assert graph.refusal("POST", "jobs", {"templateId": "scim"}) == (404, "Request_ResourceNotFound")


def test_a_new_application_is_first_unknown_then_without_rights_then_without_templates(tenant: Setting) -> None:
    tenant.store.persona = tenant.store.persona.model_copy(update={"replication_lag": (0.0, 1000.0)})
    graph, clock = Graph(tenant), tenant.store.clock
    assert graph.refusal("GET", "templates") == (401, "UnknownError")
    clock.leap(timedelta(seconds=600))
    assert graph.refusal("GET", "templates") == (403, "Authorization_RequestDenied")
    clock.leap(timedelta(seconds=600))
    assert graph.call("GET", "templates").json()["value"] == []
    clock.leap(timedelta(seconds=1000))
    assert len(graph.call("GET", "templates").json()["value"]) == 1


def test_without_the_permission_the_caller_is_told_so(tenant: Setting) -> None:
    graph = Graph(tenant, dataclasses.replace(ADMINISTRATOR, scopes=frozenset({"Synchronization.Read.All"})))
    assert graph.call("GET", "jobs").status_code == 200
    assert graph.refusal("POST", "jobs", {"templateId": "scim"}) == (403, "Authentication_MSGraphPermissionMissing")


def test_without_the_role_even_reading_is_refused_by_a_401_that_says_nothing(tenant: Setting) -> None:
    graph = Graph(tenant, dataclasses.replace(ADMINISTRATOR, wids=GLOBAL_READER))
    answer = graph.call("GET", "jobs")
    assert (answer.status_code, answer.json()["error"]) == (401, {"code": "UnknownError", "message": ""})


def test_an_application_may_only_manage_what_it_owns(tenant: Setting) -> None:
    graph = Graph(tenant, dataclasses.replace(ADMINISTRATOR, kind="app", oid="robot", wids=frozenset()))
    assert graph.call("GET", "jobs").status_code == 200
    assert graph.refusal("POST", "jobs", {"templateId": "scim"}) == (401, "UnknownError")
    tenant.store.owners[SP] = ["robot"]
    assert graph.call("POST", "jobs", {"templateId": "scim"}).status_code == 201


def test_a_new_job_is_not_configured_and_never_ran(tenant: Setting) -> None:
    answer = Graph(tenant).call("POST", "jobs", {"templateId": "scim"})
    assert answer.status_code == 201
    job = answer.json()
    assert job["id"].startswith(f"scim.{tenant.store.tenant_id.replace('-', '')}.")
    assert (job["status"]["code"], job["schedule"]["state"]) == ("NotConfigured", "Disabled")


@pytest.mark.parametrize("body", [{}, {"templateId": "customappsso"}, {"templateId": "scim", "colour": "red"}])
def test_a_job_is_made_of_the_scim_template_and_nothing_else(tenant: Setting, body: dict[str, str]) -> None:
    assert Graph(tenant).call("POST", "jobs", body).status_code in (400, 404)


def test_secrets_are_replaced_as_a_whole_and_never_read_back(tenant: Setting) -> None:
    graph = Graph(tenant)
    assert graph.call("PUT", "secrets", {"value": credentials(tenant, SyncAll="false")}).status_code == 204
    assert graph.call("PUT", "secrets", {"value": credentials(tenant, SyncAll="")}).status_code == 204
    answer = graph.call("GET", "secrets")
    assert answer.json()["value"] == [{"key": "BaseAddress", "value": "*"}, {"key": "SecretToken", "value": "*"}]
    assert tenant.console.scim_token not in answer.text


def test_a_key_that_does_not_exist_and_a_mixture_of_two_kinds_store_nothing(tenant: Setting) -> None:
    graph = Graph(tenant)
    for wrong in ({"baseAddress": "x"}, {"Oauth2ClientId": "x"}):
        body = {"value": credentials(tenant, **wrong)}
        assert graph.refusal("PUT", "secrets", body) == (500, "InternalError")
    assert graph.call("GET", "secrets").json()["value"] == []


def test_the_connection_test_needs_no_job_and_passes_with_the_values_of_the_sheet(tenant: Setting) -> None:
    body = {"templateId": "scim", "credentials": credentials(tenant)}
    assert Graph(tenant).call("POST", "jobs/validateCredentials", body).status_code == 204


def test_the_connection_test_can_use_what_is_saved(tenant: Setting) -> None:
    graph = Graph(tenant)
    graph.call("PUT", "secrets", {"value": credentials(tenant)})
    job = graph.call("POST", "jobs", {"templateId": "scim"}).json()["id"]
    assert graph.call("POST", f"jobs/{job}/validateCredentials", {"useSavedCredentials": True}).status_code == 204


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"SecretToken": "wrong"}, "Response Status Code: Unauthorized"),
        ({"SecretToken": "a token with a line end\n"}, "An error occurred while sending the request"),
        ({"BaseAddress": "https://localhost:1/scim/v2"}, "An error occurred while sending the request"),
        ({"BaseAddress": "http://localhost/scim/v2"}, "valid tenant URL"),
        ({"BaseAddress": ""}, "valid tenant URL"),
    ],
)
def test_the_connection_test_says_what_is_wrong(tenant: Setting, wrong: dict[str, str], says: str) -> None:
    body = {"templateId": "scim", "credentials": credentials(tenant, **wrong)}
    answer = Graph(tenant).call("POST", "jobs/validateCredentials", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("SystemForCrossDomainIdentityManagement")
    assert says in answer.json()["error"]["message"]


def test_an_address_without_the_scim_path_is_not_found(tenant: Setting) -> None:
    body = {"templateId": "scim", "credentials": credentials(tenant, BaseAddress=tenant.console.url)}
    answer = Graph(tenant).call("POST", "jobs/validateCredentials", body)
    assert "Response Status Code: NotFound" in answer.json()["error"]["message"]


def test_the_connection_test_names_the_parameter_that_is_missing(tenant: Setting) -> None:
    graph = Graph(tenant)
    for body in ({"credentials": credentials(tenant)}, {"templateId": "scim"}):
        assert graph.refusal("POST", "jobs/validateCredentials", body) == (400, "RequestMissingRequiredParameter")


def test_a_schema_is_replaced_as_a_whole_and_reads_back_as_written(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    schema = graph.call("GET", f"jobs/{job.id}/schema").json()
    schema["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"][3]["defaultValue"] = "Guest"
    assert graph.call("PUT", f"jobs/{job.id}/schema", schema).status_code == 204
    assert graph.call("GET", f"jobs/{job.id}/schema").json() == schema


def test_a_fragment_of_a_schema_changes_nothing(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    before = graph.call("GET", f"jobs/{job.id}/schema").json()
    fragment = {"synchronizationRules": before["synchronizationRules"]}
    assert graph.refusal("PUT", f"jobs/{job.id}/schema", fragment) == (400, "BadRequest")
    assert graph.call("GET", f"jobs/{job.id}/schema").json() == before


def test_a_started_job_runs_by_itself_and_a_paused_one_does_not_run_again(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()

    async def scenario() -> None:
        assert (await graph.send("POST", f"jobs/{job.id}/start")).status_code == 204
        while not job.steady_last:
            await asyncio.sleep(0.02)
        assert (await graph.send("POST", f"jobs/{job.id}/pause")).status_code == 204
        first = job.last_execution
        tenant.store.clock.leap(timedelta(hours=2))
        await asyncio.sleep(0.2)
        assert job.last_execution is first

    asyncio.run(asyncio.wait_for(scenario(), 60))
    assert Graph(tenant).call("GET", f"jobs/{job.id}").json()["schedule"]["state"] == "Paused"


def test_a_changed_mapping_is_carried_out_without_waiting_for_the_next_cycle(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    ada = tenant.person("ada@contoso.com")
    job_path = f"jobs/{job.id}"
    tenant.store.clock.pace = 1.0

    async def scenario() -> None:
        await graph.send("POST", f"{job_path}/start")
        tenant.store.clock.leap(timedelta(minutes=2))
        while "ada@contoso.com" not in tenant.accounts():
            await asyncio.sleep(0.02)
        schema = (await graph.send("GET", f"{job_path}/schema")).json()
        for row in schema["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"]:
            if row["targetAttributeName"] == "externalId":
                row["source"] |= {"expression": "[objectId]", "name": "objectId"}
        await graph.send("PUT", f"{job_path}/schema", schema)
        while tenant.accounts()["ada@contoso.com"].external_id != ada["id"]:
            await asyncio.sleep(0.02)
        await graph.send("DELETE", job_path)

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_starting_a_job_that_runs_or_is_in_quarantine_brings_no_cycle_forward(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    tenant.service.secrets[SP]["SecretToken"] = "wrong"
    tenant.cycle(job)
    failed, tenant.store.clock.pace = job.last_execution, 1.0

    async def scenario() -> None:
        for _ in range(2):
            assert (await graph.send("POST", f"jobs/{job.id}/start")).status_code == 204
        await asyncio.sleep(0.2)
        assert job.last_execution is failed
        tenant.store.clock.leap(timedelta(hours=6))
        while job.last_execution is failed:
            await asyncio.sleep(0.02)
        await graph.send("DELETE", f"jobs/{job.id}")

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_restart_takes_the_scopes_that_exist_and_no_others(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    tenant.service.secrets[SP]["SecretToken"] = "wrong"
    tenant.cycle(job)
    for bad in ({}, {"criteria": {"resetScope": "All"}}, {"criteria": {"scope": "Full"}}):
        assert graph.call("POST", f"jobs/{job.id}/restart", bad).status_code == 400
    assert job.quarantine
    body = {"criteria": {"resetScope": "Watermark, Escrows, QuarantineState"}}
    assert graph.call("POST", f"jobs/{job.id}/restart", body).status_code == 204
    assert not job.quarantine


def test_a_deleted_job_leaves_its_secrets_behind(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    assert graph.call("DELETE", f"jobs/{job.id}").status_code == 204
    assert graph.call("GET", f"jobs/{job.id}").status_code == 404
    assert len(graph.call("GET", "secrets").json()["value"]) == 3


def test_the_log_tells_what_became_of_everybody_latest_first(tenant: Setting) -> None:
    job = tenant.job()
    tenant.cycle(job)
    entries = Graph(tenant).call("GET", f"/auditLogs/provisioning?$filter=jobId eq '{job.id}'").json()["value"]
    assert [entry["sourceIdentity"]["displayName"] for entry in entries] == [
        "TOTAL-Admin",
        "bo@contoso.com",
        "ada@contoso.com",
    ]
    assert {entry["provisioningAction"] for entry in entries} == {"create"}
    assert tenant.console.scim_token not in json.dumps(entries)


def test_a_global_reader_may_read_the_log_and_a_stranger_may_not(tenant: Setting) -> None:
    reader = dataclasses.replace(ADMINISTRATOR, wids=GLOBAL_READER, scopes=frozenset({"AuditLog.Read.All"}))
    assert Graph(tenant, reader).call("GET", "/auditLogs/provisioning").status_code == 200
    stranger = dataclasses.replace(reader, wids=frozenset())
    assert Graph(tenant, stranger).call("GET", "/auditLogs/provisioning").status_code == 403


@pytest.mark.parametrize("query", ["$filter=colour eq 'red'", "$orderby=id", "$top=many"])
def test_a_query_that_the_log_does_not_know_is_refused(tenant: Setting, query: str) -> None:
    assert Graph(tenant).call("GET", f"/auditLogs/provisioning?{query}").status_code == 400
