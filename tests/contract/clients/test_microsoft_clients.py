"""Clients of Microsoft's that the tool doesn't use: MSAL for Node, the Graph client for JavaScript, the Azure CLI."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

from tests.contract.clients.installed import end, line_of, need_node, need_program, node
from tests.sandbox.test_sign_in_with_msal import TOOLS, add_application, add_secret, approve, grant
from tests.support.certificates import Signer
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.persona import load_persona

READ, WRITE = "Application.Read.All", "Group.ReadWrite.All"


@pytest.fixture(scope="module")
def tenant() -> Iterator[SandboxTenant]:
    """A tenant without lags."""
    with SandboxTenant.start(lag=(0.0, 0.0)) as one:
        yield one


def token_of_ada(tenant: SandboxTenant) -> str:
    ada = next(one for one in tenant.store.users.all_current() if one["userPrincipalName"] == "ada@contoso.com")
    return tenant.tokens.issue_delegated(ada, {"User.Read.All", "Group.ReadWrite.All"}, TOOLS)


def lines_of_msal(tenant: SandboxTenant, count: int, **given: Any) -> list[dict[str, Any]]:
    """What MSAL for Node says; a device code among it is approved."""
    need_node("@azure/msal-node")
    authority = f"{tenant.addresses.sign_in}/{tenant.store.tenant_id}"
    process = node(
        "msal_node.mjs", tenant.ca_bundle, {"authority": authority, "graph": tenant.addresses.graph, **given}
    )
    try:
        lines = []
        for _ in range(count):
            lines.append(line_of(process))
            if code := lines[-1].get("userCode"):
                approve(tenant, code)
        return lines
    finally:
        end(process)


def test_msal_for_node_signs_in_with_a_device_code_and_renews_silently_for_other_scopes(tenant: SandboxTenant) -> None:
    given = {"clientId": TOOLS, "deviceScopes": [READ], "laterScopes": [["User.Read"], [READ], [".default"]]}
    _, first, *later = lines_of_msal(tenant, 5, task="person", **given)
    assert (first.get("error"), first.get("account")) == (None, "ada@contoso.com")
    assert [(one.get("error"), one.get("fromCache")) for one in later] == [(None, False)] * 3
    scopes = [sandbox_scopes(tenant, one["token"]) for one in later]
    assert ("User.Read" in scopes[0], READ in scopes[1], {"User.Read", READ} <= scopes[2]) == (True, True, True)


def sandbox_scopes(tenant: SandboxTenant, token: str) -> frozenset[str]:
    return tenant.tokens.verify(token).scopes


def test_msal_for_node_is_told_what_needs_a_new_sign_in() -> None:
    persona = load_persona("ready").model_copy(update={"tools_consented": False})
    given = {"clientId": TOOLS, "deviceScopes": ["User.Read"], "laterScopes": [["AuditLog.Read.All"]]}
    with SandboxTenant.start(persona, lag=(0.0, 0.0)) as tenant:
        _, _, refused = lines_of_msal(tenant, 3, task="person", **given)
    assert (refused["error"], "AADSTS65001" in refused["message"]) == ("invalid_grant", True)


def test_msal_for_node_signs_in_as_an_application_with_a_secret(tenant: SandboxTenant) -> None:
    app, principal = add_application(tenant)
    add_secret(tenant, app, "right")
    grant(tenant, principal, "GroupMember.Read.All")
    (good,) = lines_of_msal(tenant, 1, task="application", clientId=app["appId"], credential={"clientSecret": "right"})
    (bad,) = lines_of_msal(tenant, 1, task="application", clientId=app["appId"], credential={"clientSecret": "wrong"})
    assert tenant.tokens.verify(good["token"]).app_id == app["appId"]
    assert (bad["error"], "AADSTS7000215" in bad["message"]) == ("invalid_client", True)


def test_msal_for_node_signs_in_as_an_application_with_a_certificate(tenant: SandboxTenant) -> None:
    signer = Signer()
    app, _ = add_application(tenant, keyCredentials=[signer.credential])
    thumbprint = signer.certificate.fingerprint(hashes.SHA256()).hex()
    certificate = {"thumbprintSha256": thumbprint, "privateKey": signer.pem}
    given = {"clientId": app["appId"], "credential": {"clientCertificate": certificate}}
    (answer,) = lines_of_msal(tenant, 1, task="application", **given)
    assert answer.get("error") is None, answer
    assert tenant.tokens.verify(answer["token"]).app_id == app["appId"]


def test_graph_client_for_javascript_reads_pages_writes_and_batches(tenant: SandboxTenant) -> None:
    need_node("@microsoft/microsoft-graph-client")
    given = {"graph": tenant.addresses.graph, "token": token_of_ada(tenant)}
    process = node("graph_client.mjs", tenant.ca_bundle, given)
    try:
        results = line_of(process)
    finally:
        end(process)
    assert sorted(results.pop("people")) == sorted(one["userPrincipalName"] for one in tenant.store.users.all_current())
    assert results == {
        "me": "ada@contoso.com",
        "group": "changed",
        "refused": {"status": 404, "code": "Request_ResourceNotFound", "hasRequestId": True},
        "batch": [200, 404],
    }


def az(tenant: SandboxTenant, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type ``az rest`` with Ada's token, which comes from a file."""
    program = need_program("azure-cli", "az", "the Azure CLI")
    headers = home / "headers.json"
    headers.write_text(json.dumps({"Authorization": f"Bearer {token_of_ada(tenant)}"}))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AZURE_CONFIG_DIR": str(home / "azure"),
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
        "REQUESTS_CA_BUNDLE": tenant.ca_bundle,
    }
    options = ("--skip-authorization-header", "--headers", f"@{headers}")
    command = [str(program), "rest", *options, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=90)


def test_az_rest_reads_and_writes_with_a_token(tenant: SandboxTenant, tmp_path: Path) -> None:
    root = f"{tenant.addresses.graph}/v1.0"
    me = az(tenant, tmp_path, "--url", f"{root}/me", "--url-parameters", "$select=userPrincipalName")
    assert me.returncode == 0, me.stderr
    assert json.loads(me.stdout)["userPrincipalName"] == "ada@contoso.com"
    group = '{"displayName":"From az","mailEnabled":false,"mailNickname":"from-az","securityEnabled":true}'
    made = az(tenant, tmp_path, "--method", "post", "--url", f"{root}/groups", "--body", group)
    assert json.loads(made.stdout)["displayName"] == "From az", made.stderr
    gone = az(tenant, tmp_path, "--url", f"{root}/groups/{tenant.store.new_id()}")
    assert (gone.returncode, "Request_ResourceNotFound" in gone.stderr) == (1, True), gone.stderr
