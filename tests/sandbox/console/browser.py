"""A tenant in which TOTAL is set up, and somebody with a browser."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.sandbox.provisioning.provisioned_tenant import CLIENT_ID, GROUP, SP, add_application
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.console.state import Console, console_of
from total_onboard.sandbox.directory.client_secret_hashes import hash_password
from total_onboard.sandbox.directory.store import Body

SECRET = "the hand-off's secret"
GRAPH = "00000003-0000-0000-c000-000000000000"


@dataclass
class Browser:
    """Keeps cookies and trusts the sandbox."""

    tenant: SandboxTenant
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(verify=ssl.create_default_context(cafile=self.tenant.ca_bundle), trust_env=False)

    def at(self, path: str) -> httpx.Response:
        return self.http.get(f"{self.tenant.addresses.total}{path}", follow_redirects=True)

    def sign_in(self, upn: str, decision: str = "approve") -> httpx.Response:
        """Press the button, choose an account, and return where that leads."""
        start = self.http.get(f"{self.tenant.addresses.total}/auth/oidc/start")
        assert start.status_code == 302, start.text
        chosen = self.http.post(start.headers["location"], data={"account": upn, "decision": decision})
        if "location" not in chosen.headers:
            return chosen
        assert urlsplit(chosen.headers["location"]).path == "/auth/oidc/callback"
        return self.http.get(chosen.headers["location"], follow_redirects=True)


def set_up(tenant: SandboxTenant, *, secret: str = SECRET) -> Console:
    """As the set-up leaves the tenant, and the hand-off's values typed in."""
    store, console = tenant.store, console_of(tenant.store, tenant.addresses.total)
    add_application(store)
    application = next(one for one in store.applications.all_current() if one["appId"] == CLIENT_ID)
    credential = {"keyId": store.new_id(), "endDateTime": "2099-01-01T00:00:00Z", "displayName": "TOTAL integration"}
    application |= {"web": {"redirectUris": [console.redirect_uri]}, "passwordCredentials": [credential]}
    store.password_hashes[credential["keyId"]] = hash_password(SECRET)
    grant = {"id": "grant", "clientId": SP, "resourceId": graph_principal(tenant)["id"], "principalId": None}
    store.permission_grants.put(grant | {"consentType": "AllPrincipals", "scope": "openid profile email"})
    type_in(tenant, secret)
    return console


def graph_principal(tenant: SandboxTenant) -> Body:
    return next(one for one in tenant.store.service_principals.all_current() if one["appId"] == GRAPH)


def settings(tenant: SandboxTenant, secret: str = SECRET) -> dict[str, Any]:
    return {
        "tenant_id": tenant.store.tenant_id,
        "client_id": CLIENT_ID,
        "client_secret": secret,
        "admin_groups": [GROUP],
    }


def type_in(tenant: SandboxTenant, secret: str) -> None:
    answer = Browser(tenant).http.post(f"{tenant.addresses.total}/settings", json=settings(tenant, secret))
    assert answer.status_code == 204, answer.text
