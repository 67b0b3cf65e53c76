from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.yaml_text import read_yaml
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.directory.client_secret_hashes import hash_password

CASES = read_yaml((Path(__file__).parent / "sign_in_refusals.yaml").read_text(encoding="utf-8"))
KEY_ID = "7d2f8f0e-5b7e-4f0a-9d36-2f4f1f6b8a10"


def application(sandbox: SandboxTenant, *, principal: bool, enabled: bool = True) -> str:
    store = sandbox.store
    app_id, key_id = store.new_id(), KEY_ID if enabled and principal else store.new_id()
    credential = {"keyId": key_id, "endDateTime": "2099-01-01T00:00:00Z"}
    body = {"id": store.new_id(), "appId": app_id, "displayName": "TOTAL", "passwordCredentials": [credential]}
    store.applications.put(body)
    store.password_hashes[key_id] = hash_password("right")
    if principal:
        store.service_principals.put({"id": store.new_id(), "appId": app_id, "accountEnabled": enabled})
    return app_id


@pytest.fixture(scope="module")
def words(sandbox: SandboxTenant) -> dict[str, str]:
    return {
        "<graph>": sandbox.addresses.graph,
        "<tools>": "14d82eec-204b-4c2f-b7e8-296a70dab67e",
        "<key id>": KEY_ID,
        "<app>": application(sandbox, principal=True),
        "<app without principal>": application(sandbox, principal=False),
        "<disabled app>": application(sandbox, principal=True, enabled=False),
    }


def post(sandbox: SandboxTenant, case: dict[str, Any], words: dict[str, str]) -> requests.Response:
    form = dict(case["form"])
    for word, meaning in words.items():
        form = {name: value.replace(word, meaning) for name, value in form.items()}
    path = case.get("path", f"{sandbox.store.tenant_id}/oauth2/v2.0/token")
    return requests.post(
        f"{sandbox.addresses.sign_in}/{path}",
        form,
        headers={"client-request-id": "11111111-2222-4333-8444-555555555555"},
        verify=sandbox.ca_bundle,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_sign_in_refuses(sandbox: SandboxTenant, words: dict[str, str], case: dict[str, Any]) -> None:
    answer = post(sandbox, case, words)

    body = answer.json()
    assert (body["error_codes"], body["error"]) == ([case["code"]], case["error"])
    assert answer.status_code == case.get("status", 400)
    assert body["error_description"].startswith(f"AADSTS{case['code']}: ")
    assert body["correlation_id"] == "11111111-2222-4333-8444-555555555555"
    assert {"timestamp", "trace_id", "error_uri"} <= set(body)


def test_discovery_of_an_unknown_tenant_is_refused_with_the_same_body(sandbox: SandboxTenant) -> None:
    answer = requests.get(
        f"{sandbox.addresses.sign_in}/nowhere.example/v2.0/.well-known/openid-configuration",
        verify=sandbox.ca_bundle,
    )

    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])
