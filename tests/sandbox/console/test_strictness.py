"""What TOTAL's SCIM service takes of Microsoft's two forms, persona by persona; the tests' own is strict."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.console.browser import Browser
from total_onboard.sandbox import SandboxTenant, load_persona
from total_onboard.sandbox.console.scim_refusals import STRICT

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
OF_MICROSOFT = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

TEXT = {"op": "replace", "path": "active", "value": "False"}
TEXT_WITHOUT_PATH = {"op": "replace", "value": {"active": "False"}}
BOOLEAN = {"op": "replace", "path": "active", "value": False}
CAPITAL = {"op": "Replace", "path": "active", "value": False}
BY_VALUE = {"op": "remove", "path": "members", "value": [{"value": "{user}"}]}
BY_PATH = {"op": "remove", "path": 'members[value eq "{user}"]'}


def answers(persona: str, operation: dict[str, Any]) -> int:
    with SandboxTenant.start(persona, lag=(0.0, 0.0)) as tenant:
        base = tenant.sheet_values.scim_url.partition("?")[0]
        headers = {"Authorization": f"Bearer {tenant.sheet_values.scim_token}"}
        http = Browser(tenant).http
        user = http.post(f"{base}/Users", headers=headers, json={"schemas": [USER], "userName": "z"}).json()["id"]
        members = {"schemas": [GROUP], "displayName": "g", "members": [{"value": user}]}
        group = http.post(f"{base}/Groups", headers=headers, json=members).json()["id"]
        sent = {key: _with(value, user) for key, value in operation.items()}
        at = f"/Groups/{group}" if "members" in str(operation) else f"/Users/{user}"
        body = {"schemas": [PATCH], "Operations": [sent]}
        return http.patch(f"{base}{at}", headers=headers, json=body).status_code


def _with(value: Any, user: str) -> Any:
    if isinstance(value, list):
        return [{"value": user}]
    return value.replace("{user}", user) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("persona", "operation", "is_taken"),
    [
        ("ready", TEXT, False),
        ("ready", TEXT_WITHOUT_PATH, False),
        ("ready", BOOLEAN, True),
        ("ready", CAPITAL, True),
        ("ready", BY_VALUE, False),
        ("ready", BY_PATH, True),
        ("lenient-total", TEXT, True),
        ("lenient-total", BY_VALUE, True),
        ("removal-text-refused", TEXT, False),
        ("removal-text-refused", BY_VALUE, True),
        ("removal-by-value-refused", TEXT, True),
        ("removal-by-value-refused", BY_VALUE, False),
        ("removal-capital-verbs-refused", CAPITAL, False),
        ("removal-capital-verbs-refused", BOOLEAN, True),
    ],
)
def test_strictness_of_persona_decides_what_is_taken(persona: str, operation: dict[str, Any], is_taken: bool) -> None:
    status = answers(persona, operation)
    assert (status in (200, 204)) is is_taken
    assert is_taken or status == 400


@pytest.mark.parametrize(
    ("persona", "status"), [("ready", 201), ("lenient-total", 201), ("groups-of-unknown-schema-refused", 400)]
)
def test_group_as_microsoft_creates_it_is_refused_by_one_persona(persona: str, status: int) -> None:
    with SandboxTenant.start(persona) as tenant:
        base = tenant.sheet_values.scim_url.partition("?")[0]
        headers = {"Authorization": f"Bearer {tenant.sheet_values.scim_token}"}
        body = {"schemas": [GROUP, OF_MICROSOFT], "displayName": "g"}
        assert Browser(tenant).http.post(f"{base}/Groups", headers=headers, json=body).status_code == status


def test_default_persona_is_strict_and_shows_the_flag() -> None:
    persona = load_persona("ready")
    assert persona.total_refuses == STRICT
    with SandboxTenant.start(persona) as tenant:
        assert tenant.sheet_values.scim_url.endswith("/scim/v2?aadOptscim062020")


def test_lenient_persona_shows_no_flag() -> None:
    with SandboxTenant.start("lenient-total") as tenant:
        assert tenant.sheet_values.scim_url.endswith("/scim/v2")
