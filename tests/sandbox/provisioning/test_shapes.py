"""What the synchronization service answers, against Microsoft's own description of Graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_schema_validator import OAS30Validator

from tests.sandbox.provisioning.graph_calls import Graph, credentials
from tests.sandbox.provisioning.provisioned_tenant import SP, Setting
from tests.sandbox.provisioning.test_on_demand import demand
from tests.support.graph_description import described, description

pytestmark = described


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema with all that it refers to and is composed of."""
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    yield schema
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from parts(part)


def undeclared(schema: dict[str, Any], value: Any) -> list[str]:
    """Names that Microsoft's description does not have; open types may have any."""
    known = list(parts(schema))
    if isinstance(value, list):
        items: dict[str, Any] = next((part["items"] for part in known if "items" in part), {})
        return [name for one in value for name in undeclared(items, one)]
    if not isinstance(value, dict):
        return []
    properties = {name: rule for part in known for name, rule in part.get("properties", {}).items()}
    if properties.keys() <= {"@odata.type"}:
        return []
    strangers = [name for name in value if name not in properties and "@odata." not in name]
    return strangers + [n for name in value if name in properties for n in undeclared(properties[name], value[name])]


def assert_fits(value: Any, type_name: str) -> None:
    schema = {"$ref": f"#/components/schemas/microsoft.graph.{type_name}"}
    validator = OAS30Validator({**schema, "components": description()["components"]})
    assert [error.message for error in validator.iter_errors(value)] == []
    assert undeclared(schema, value) == []


def test_a_job_fits_before_it_ran_in_steady_state_and_in_quarantine(tenant: Setting) -> None:
    graph, job = Graph(tenant), tenant.job()
    assert_fits(graph.call("GET", f"jobs/{job.id}").json(), "synchronizationJob")
    tenant.cycle(job)
    assert_fits(graph.call("GET", f"jobs/{job.id}").json(), "synchronizationJob")
    tenant.service.secrets[SP]["SecretToken"] = "wrong"
    tenant.cycle(job)
    assert_fits(graph.call("GET", f"jobs/{job.id}").json(), "synchronizationJob")


def test_a_schema_fits(tenant: Setting) -> None:
    assert_fits(Graph(tenant).call("GET", f"jobs/{tenant.job().id}/schema").json(), "synchronizationSchema")


def test_a_template_fits(tenant: Setting) -> None:
    assert_fits(Graph(tenant).call("GET", "templates/scim").json(), "synchronizationTemplate")


def test_the_stored_keys_fit(tenant: Setting) -> None:
    graph = Graph(tenant)
    settings = {"SyncAll": "false", "SyncNotificationSettings": "{}"}
    assert graph.call("PUT", "secrets", {"value": credentials(tenant, **settings)}).status_code == 204
    for entry in graph.call("GET", "secrets").json()["value"]:
        assert_fits(entry, "synchronizationSecretKeyStringValuePair")


def test_every_kind_of_log_entry_fits(tenant: Setting) -> None:
    job, ada = tenant.job(), tenant.person("ada@contoso.com")
    ada["mail"] = "not an address"
    tenant.cycle(job)
    tenant.store.app_role_assignments.remove("assignment")
    tenant.cycle(job)
    entries = Graph(tenant).call("GET", "/auditLogs/provisioning").json()["value"]
    assert {entry["provisioningAction"] for entry in entries} == {"create", "delete", "disable", "other"}
    for entry in entries:
        assert_fits(entry, "provisioningObjectSummary")


def test_an_answer_on_demand_is_a_pair_of_strings(tenant: Setting) -> None:
    body = demand("User", tenant.person("ada@contoso.com")["id"])
    answer = Graph(tenant).call("POST", f"jobs/{tenant.job().id}/provisionOnDemand", body).json()
    assert_fits(answer, "stringKeyStringValuePair")
