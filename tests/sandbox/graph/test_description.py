"""Answers against Microsoft's own description of Graph."""

from __future__ import annotations

import csv
import re

import pytest
from openapi_schema_validator import OAS30Validator

from tests.sandbox.graph.graph_in_process import USER_ROLE, Rehearsal
from tests.support.gathered_facts import FACTS, needs
from tests.support.graph_description import described, description
from total_onboard.sandbox.graph.model import type_named

OPERATIONS = "graph-operations.tsv"
UNSERVED = re.compile(r"/(addKey|removeKey)|/synchronization")

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


def validator(name: str) -> OAS30Validator:
    schema = {"$ref": f"#/components/schemas/microsoft.graph.{name}"}
    return OAS30Validator({**schema, "components": description()["components"]})


@described
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


@described
@pytest.mark.parametrize(
    "name", ["application", "servicePrincipal", "group", "user", "passwordCredential", "webApplication"]
)
def test_our_types_have_no_property_that_microsofts_lack(name: str) -> None:
    assert set(type_named(name).properties) <= _properties(f"microsoft.graph.{name}")


@needs(OPERATIONS)
def test_every_operation_that_was_chosen_is_served(tenant: Rehearsal) -> None:
    rows = csv.DictReader((FACTS / OPERATIONS).read_text("utf-8").splitlines(), delimiter="\t")
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
