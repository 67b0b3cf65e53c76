from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.sandbox.console.browser import Browser
from total_onboard.sandbox import SandboxTenant

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@pytest.fixture(scope="module")
def tenant(start_practice: Callable[..., SandboxTenant]) -> SandboxTenant:
    return start_practice("lenient-total", lag=(0.0, 0.0))


def base(tenant: SandboxTenant) -> str:
    return tenant.sheet_values.scim_url.partition("?")[0]


def scim(tenant: SandboxTenant, method: str, path: str, token: str | None = None, **content: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token or tenant.sheet_values.scim_token}"}
    url = f"{base(tenant)}{path}"
    return Browser(tenant).http.request(method, url, headers=headers, **content)  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["wrong", "tökén"])
def test_a_wrong_token_opens_nothing(tenant: SandboxTenant, token: str) -> None:
    headers = {b"Authorization": f"Bearer {token}".encode()}
    answer = Browser(tenant).http.get(f"{base(tenant)}/Users", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="SCIM"')


def test_the_question_for_someone_who_is_not_there_is_answered_with_an_empty_list(tenant: SandboxTenant) -> None:
    answer = scim(tenant, "GET", '/Users?filter=userName eq "nobody"')
    assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)


def test_patches_are_taken_as_microsoft_entra_spells_them(tenant: SandboxTenant) -> None:
    user = scim(tenant, "POST", "/Users", json={"schemas": [USER], "userName": "z"})
    at = f"/Users/{user.json()['id']}"
    operations = [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "1"},
    ]
    assert scim(tenant, "PATCH", at, json={"schemas": [PATCH], "Operations": operations}).is_success
    found = scim(tenant, "GET", at).json()
    assert (found["active"], found["phoneNumbers"]) == (False, [{"type": "work", "value": "1"}])


def test_two_people_cannot_have_the_same_user_name(tenant: SandboxTenant) -> None:
    body = {"schemas": [USER], "userName": "twice"}
    assert [scim(tenant, "POST", "/Users", json=body).status_code for _ in range(2)] == [201, 409]


def test_the_service_tells_what_it_can_do_without_a_token(tenant: SandboxTenant) -> None:
    answer = Browser(tenant).http.get(f"{base(tenant)}/ServiceProviderConfig")
    assert answer.json()["patch"]["supported"] is True
