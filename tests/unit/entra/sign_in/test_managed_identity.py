"""A managed identity's token comes from this machine alone, for a tenant that was named, and is an application's."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.unit.entra import hostile_server as hostile
from total_onboard.core.errors import BadValue, SignInFailed
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.session import Session
from total_onboard.entra.sign_in.unattended.credentials import credentials_for
from total_onboard.entra.sign_in.unattended.managed_identity import _http_on_this_machine, managed_identity
from total_onboard.entra.sign_in.unattended.named_tenant import with_named_tenant

from .microsoft import TENANT, request_for, token

ANY = "organizations"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("AZURE_", "IDENTITY_", "MSI_", "IMDS_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", "/nonexistent")


def signed_in(state_dir: Path, tenant: str = TENANT) -> Session:
    return sign_in(request_for(state_dir, tenant, "azure"), show_code=print)


def answering_with(**claims: object) -> hostile.Answer:
    given = {"access_token": token(oid="o", **claims), "expires_on": str(int(time.time()) + 3600)}
    return lambda handler: handler.whole(json.dumps(given | {"token_type": "Bearer"}).encode())


@pytest.mark.parametrize("variable", ["", "contoso.com/../x"])
def test_azure_sign_in_without_a_tenant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", variable)
    with pytest.raises(BadValue) as refusal:
        signed_in(tmp_path, ANY)
    assert "--tenant" in refusal.value.remedy


def test_variable_names_the_tenant_unless_an_option_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    assert with_named_tenant(request_for(tmp_path, ANY, "azure")).tenant == TENANT
    assert with_named_tenant(request_for(tmp_path, "contoso.com", "azure")).tenant == "contoso.com"
    with pytest.raises(BadValue):
        with_named_tenant(request_for(tmp_path, ANY, "certificate"))


def test_managed_identity_is_asked_by_no_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        hostile.answering(answering_with(tid=TENANT, idtyp="app")) as endpoint,
        hostile.answering(answering_with(tid=TENANT, idtyp="app", app_displayname="Mallory")) as proxy,
    ):
        monkeypatch.setenv("IDENTITY_ENDPOINT", endpoint.url)
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert signed_in(tmp_path).username == ""
        assert (len(endpoint.got), proxy.got) == (1, [])


@pytest.mark.parametrize(
    "claims",
    [{"tid": "33333333-3333-4333-8333-333333333333"}, {"tid": TENANT, "scp": "User.Read"}],
    ids=["another tenant", "a person's"],
)
def test_managed_identity_with_a_strange_token_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims: dict[str, object]
) -> None:
    with hostile.answering(answering_with(**claims)) as endpoint:
        monkeypatch.setenv("IDENTITY_ENDPOINT", endpoint.url)
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        with pytest.raises(SignInFailed, match=r"other than|isn't an application's"):
            signed_in(tmp_path)


ELSEWHERE = [
    "http://192.0.2.1/token",
    "https://127.0.0.1.example.com/token",
    "http://127.0.0.1@192.0.2.1/token",
    "http://[::ffff:192.0.2.1]/token",
    "not an address",
]


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("name", ["IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"])
def test_endpoint_on_another_host_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(BadValue, match=name):
        dict(credentials_for(request_for(tmp_path, TENANT, "azure")))


@pytest.mark.parametrize("address", ["http://localhost:1/x", "http://[::1]/x", "http://169.254.169.254"])
def test_endpoint_on_this_machine_is_accepted(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", address)
    assert managed_identity(None)


def test_request_to_another_host_is_refused_before_it_is_sent() -> None:
    with _http_on_this_machine(None) as client, pytest.raises(SignInFailed, match=r"192\.0\.2\.1"):
        client.get("http://192.0.2.1/token")
