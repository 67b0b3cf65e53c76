from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.sandbox.console.browser import Browser
from total_onboard.sandbox import SandboxTenant

NON_GALLERY = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
SCOPES = (
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "Group.ReadWrite.All",
    "Synchronization.ReadWrite.All",
)
PATIENCE = 15.0
SECURITY_GROUP = {
    "displayName": "TOTAL-Admin",
    "mailEnabled": False,
    "mailNickname": "total-admin",
    "securityEnabled": True,
}


class Administrator:
    """Ada, with a token, who repeats what the tenant is not ready for."""

    def __init__(self, tenant: SandboxTenant) -> None:
        self._http = Browser(tenant).http
        self._root = f"{tenant.addresses.graph}/v1.0"
        self.body = next(
            one for one in tenant.store.users.all_current() if one["userPrincipalName"] == "ada@contoso.com"
        )
        self._token = tenant.tokens.issue_delegated(self.body, SCOPES, "tool")

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._http.request(method, self._root + path, json=body, headers=headers)

    def until(self, ready: Callable[[httpx.Response], bool], method: str, path: str, body: Any = None) -> Any:
        """Repeat until the answer is good; what it says."""
        end = time.monotonic() + PATIENCE
        while not ready(answer := self.send(method, path, body)):
            assert time.monotonic() < end, f"{method} {path}: {answer.status_code} {answer.text}"
            time.sleep(0.1)
        return answer.json() if answer.content else None


def succeeded(answer: httpx.Response) -> bool:
    return answer.is_success


def lists_something(answer: httpx.Response) -> bool:
    return answer.is_success and bool(answer.json()["value"])


def is_steady(answer: httpx.Response) -> bool:
    return answer.is_success and answer.json()["status"]["steadyStateFirstAchievedTime"] > "2000"


def test_from_an_empty_tenant_to_someone_provisioned_through_graph_alone() -> None:
    with SandboxTenant.start(lag=(0.1, 0.3)) as tenant:
        ada = Administrator(tenant)
        instance = {"displayName": "TOTAL"}
        made = ada.until(succeeded, "POST", f"/applicationTemplates/{NON_GALLERY}/instantiate", instance)
        principal = made["servicePrincipal"]["id"]
        group = ada.until(succeeded, "POST", "/groups", SECURITY_GROUP)["id"]
        member = {"@odata.id": f"{tenant.addresses.graph}/v1.0/directoryObjects/{ada.body['id']}"}
        ada.until(succeeded, "POST", f"/groups/{group}/members/$ref", member)
        roles = ada.until(succeeded, "GET", f"/servicePrincipals/{principal}")["appRoles"]
        role = next(one["id"] for one in roles if one["displayName"] == "User")
        assignment = {"principalId": group, "resourceId": principal, "appRoleId": role}
        ada.until(succeeded, "POST", f"/servicePrincipals/{principal}/appRoleAssignedTo", assignment)

        at = f"/servicePrincipals/{principal}/synchronization"
        (template,) = ada.until(lists_something, "GET", f"{at}/templates")["value"]
        job = ada.until(succeeded, "POST", f"{at}/jobs", {"templateId": template["id"]})["id"]
        values = tenant.sheet_values
        pairs = {"BaseAddress": values.scim_url, "SecretToken": values.scim_token, "SyncAll": "false"}
        secrets = [{"key": key, "value": value} for key, value in pairs.items()]
        ada.until(succeeded, "PUT", f"{at}/secrets", {"value": secrets})
        ada.until(succeeded, "POST", f"{at}/jobs/{job}/start")
        ada.until(is_steady, "GET", f"{at}/jobs/{job}")

        assert "externalId is “ada”" in Browser(tenant).http.get(tenant.page_url).text
