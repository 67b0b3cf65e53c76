"""Answers against Microsoft's own description of Graph, which the workshop has and the repository has not."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from tests.sandbox.graph.rehearsal import USER_ROLE, Rehearsal
from total_onboard.sandbox.graph.model import type_named

FACTS = Path(__file__).parents[4] / "shared" / "facts"
DESCRIPTION = FACTS / "graph-v1.0-subset.openapi.json"
OPERATIONS = FACTS / "graph-operations.tsv"
UNSERVED = re.compile(r"/(addKey|removeKey)|/synchronization")
needs_the_facts = pytest.mark.skipif(not DESCRIPTION.exists(), reason="Microsoft's description is not at hand")

READS = {
    "application": "applications/{application}",
    "servicePrincipal": "servicePrincipals/{principal}",
    "group": "groups/{group}",
    "user": "me",
    "appRoleAssignmentCollectionResponse": "servicePrincipals/{principal}/appRoleAssignedTo",
    "oAuth2PermissionGrantCollectionResponse": "oauth2PermissionGrants",
    "organizationCollectionResponse": "organization",
    "subscribedSkuCollectionResponse": "subscribedSkus",
    "directoryObjectCollectionResponse": "groups/{group}/members",
    "directoryRoleCollectionResponse": "directoryRoles",
    "tenantAppManagementPolicy": "policies/defaultAppManagementPolicy",
    "authorizationPolicy": "policies/authorizationPolicy",
    "unifiedRoleDefinitionCollectionResponse": "roleManagement/directory/roleDefinitions",
    "unifiedRoleAssignmentCollectionResponse": "roleManagement/directory/roleAssignments",
    "applicationTemplateCollectionResponse": "applicationTemplates",
    "directoryAuditCollectionResponse": "auditLogs/directoryAudits",
    "ODataErrors.ODataError": "widgets",
}


@cache
def description() -> Any:
    """Without its discriminators: Graph names a type only where several are possible."""

    def plain(item: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in item.items() if name != "discriminator"}

    return json.loads(DESCRIPTION.read_text(encoding="utf-8"), object_hook=plain)


def validator(name: str) -> OAS30Validator:
    schema = {"$ref": f"#/components/schemas/microsoft.graph.{name}"}
    return OAS30Validator({**schema, "components": description()["components"]})


@needs_the_facts
@pytest.mark.parametrize(("name", "path"), READS.items())
def test_answers_have_the_shape_that_microsoft_describes(furnished: Rehearsal, name: str, path: str) -> None:
    furnished.made("POST", "applications/{application}/addPassword", {})
    assigned = {"principalId": "{group}", "resourceId": "{principal}", "appRoleId": USER_ROLE}
    furnished.made("POST", "servicePrincipals/{principal}/appRoleAssignedTo", assigned)
    granted = {"clientId": "{principal}", "consentType": "AllPrincipals", "resourceId": "{graph}", "scope": "openid"}
    furnished.made("POST", "oauth2PermissionGrants", granted)
    errors = [
        f"{error.json_path}: {error.message}"
        for error in validator(name).iter_errors(furnished.call("GET", path).json())
    ]
    assert errors == []


@needs_the_facts
@pytest.mark.parametrize(
    "name", ["application", "servicePrincipal", "group", "user", "passwordCredential", "webApplication"]
)
def test_our_types_have_no_property_that_microsofts_lack(name: str) -> None:
    assert set(type_named(name).properties) <= _properties(f"microsoft.graph.{name}")


@needs_the_facts
def test_every_operation_that_was_chosen_is_served(tenant: Rehearsal) -> None:
    rows = csv.DictReader(OPERATIONS.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    asked = [
        (row["method"], re.sub(r"\{[^}]+\}", "x", row["path"])) for row in rows if not UNSERVED.search(row["path"])
    ]
    lost = [f"{method} {path}" for method, path in asked if _is_lost(tenant, method, path)]
    assert len(asked) > 100
    assert lost == []


def _is_lost(tenant: Rehearsal, method: str, path: str) -> bool:
    answer = tenant.call(method, path, {} if method in ("POST", "PATCH") else None)
    return answer.status_code == 405 or "Resource not found for the segment" in answer.text


def _properties(name: str) -> set[str]:
    schema = description()["components"]["schemas"][name]
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        names |= _properties(part["$ref"].rpartition("/")[2]) if "$ref" in part else set(part.get("properties", {}))
    return names
