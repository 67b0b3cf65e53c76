"""The addresses that a sign-in server names: only the cloud's own hosts get what a sign-in holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import respx

from total_onboard.core.secret import SecretText
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName, custom_cloud
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.client_credentials import roles_of_token
from total_onboard.entra.sign_in.sign_in_hosts import ForeignEndpoint, http_for_cloud, is_sign_in_endpoint
from total_onboard.entra.tenant_lookup import tenant_id_of

from .microsoft import CLIENT, CLOUD, TENANT, Microsoft, request_for, tokens_for

OWN = "https://login.example.test:8443"
UNMANAGED: list[Any] = [
    "https://evil.example/token", "http://login.example.test:8443/token", "https://login.example.test/token",
    "https://login.example.test:8444/token", "https://login.example.test:8443@evil.example/token",
    "https://login.example.test:8443.evil.example/token", "https://evil.example\\@login.example.test:8443/token",
    "https://evil.example?login.example.test:8443/", "https://evil.example#@login.example.test:8443/",
    "https://ada@login.example.test:8443/token", "//login.example.test:8443/token", "https://login.example.test.:8443/",
    "https://sub.login.example.test:8443/", "https://login.microsoftonline.com/token", "https:///token", "", 7, None,
    "https://login.example.test:8443\t.evil.example/token", "file:///etc/passwd",
]  # fmt: skip
ENDPOINTS = ["authorization_endpoint", "token_endpoint", "device_authorization_endpoint"]


def named(microsoft: Microsoft, endpoint: str, address: object) -> None:
    """Let the OpenID configuration name another address; any host there would let people in."""
    base = f"{OWN}/{TENANT}/oauth2/v2.0"
    own = {
        "authorization_endpoint": "authorize",
        "token_endpoint": "token",
        "device_authorization_endpoint": "devicecode",
    }
    document = {name: f"{base}/{path}" for name, path in own.items()} | {endpoint: address}
    microsoft.discovery.respond(json={"issuer": f"{OWN}/{TENANT}/v2.0", **document})
    microsoft.tokens = [tokens_for("ada@contoso.com")] * 3


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("address", UNMANAGED)
def test_sign_in_with_a_foreign_endpoint_sends_nothing(
    microsoft: Microsoft, tmp_path: Path, endpoint: str, address: object
) -> None:
    named(microsoft, endpoint, address)
    with pytest.raises(
        ForeignEndpoint, match=f"The {endpoint} of Microsoft's sign-in at {OWN} is on another host"
    ) as caught:
        sign_in(request_for(tmp_path), show_code=lambda _: pytest.fail("a code was asked for"))
    assert not microsoft.asked
    assert not microsoft.device.called
    assert "TOTAL_ONBOARD_AUTHORITY_URL" in caught.value.remedy


@pytest.mark.parametrize("address", UNMANAGED)
def test_client_secret_is_not_sent_to_a_foreign_endpoint(microsoft: Microsoft, address: object) -> None:
    named(microsoft, "token_endpoint", address)
    with pytest.raises(ForeignEndpoint):
        roles_of_token(CLOUD, TENANT, CLIENT, SecretText("the-client-secret"))
    assert not microsoft.asked


def test_tenant_of_a_configuration_with_a_foreign_endpoint_is_not_believed(microsoft: Microsoft) -> None:
    named(microsoft, "token_endpoint", "https://evil.example/token")
    with pytest.raises(ForeignEndpoint):
        tenant_id_of(CLOUD, "contoso.com", None)


def test_refresh_token_is_not_sent_to_an_endpoint_that_became_foreign(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com")]
    sign_in(request_for(tmp_path), show_code=lambda _: None)
    named(microsoft, "token_endpoint", "https://evil.example/token")
    before = len(microsoft.asked)
    with pytest.raises(ForeignEndpoint):
        sign_in(request_for(tmp_path), show_code=lambda _: None, may_ask=False)
    assert len(microsoft.asked) == before


@pytest.mark.parametrize("region", ["westus", "evil"])
def test_region_of_the_environment_is_not_signed_in_to(
    microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    monkeypatch.setenv("MSAL_FORCE_REGION", region)
    microsoft.tokens = [{"token_type": "Bearer", "expires_in": 3600, "access_token": "opaque"}]
    assert roles_of_token(CLOUD, TENANT, CLIENT, SecretText("the-client-secret")) == frozenset()
    assert len(microsoft.asked) == 1


def test_request_to_a_foreign_host_is_not_sent() -> None:
    with respx.mock(assert_all_called=False) as router, pytest.raises(ForeignEndpoint):
        router.post("https://evil.example/token").respond(json={})
        http_for_cloud(CLOUDS[CloudName.GLOBAL], None).post("https://evil.example/token", data={"refresh_token": "x"})
    assert not router.calls


@pytest.mark.parametrize(
    ("cloud", "host", "own"),
    [
        ("global", "login.microsoftonline.com", True),
        ("global", "LOGIN.microsoftonline.com:443", True),
        ("global", "login.microsoft.com", True),
        ("global", "login.windows.net", True),
        ("global", "login.microsoftonline.us", False),
        ("global", "graph.microsoft.com", False),
        ("usgov", "login.microsoftonline.us", True),
        ("usgov-dod", "login.microsoftonline.us", True),
        ("usgov", "login.microsoftonline.com", False),
        ("china", "login.partner.microsoftonline.cn", True),
        ("china", "login.chinacloudapi.cn", True),
        ("china", "login.microsoftonline.com", False),
    ],
)
def test_endpoint_on_a_documented_host_of_the_cloud_is_its_own(cloud: str, host: str, own: bool) -> None:
    assert is_sign_in_endpoint(f"https://{host}/x/oauth2/v2.0/token", CLOUDS[CloudName(cloud)]) is own


@pytest.mark.parametrize("authority", ["https://[::1]:8443", "https://sign_in.corp", "https://Login.Corp:443/"])
def test_custom_cloud_of_any_address_has_its_own_endpoints(authority: str) -> None:
    cloud: Cloud = custom_cloud(authority, "https://graph.corp")
    assert is_sign_in_endpoint(f"{cloud.authority_url}/x/oauth2/v2.0/token", cloud)


def test_tenant_of_another_cloud_names_the_cloud_to_choose() -> None:
    """Microsoft's global sign-in names the addresses of Azure Government for a tenant that is there."""
    own = CLOUDS[CloudName.GLOBAL].authority_url
    with respx.mock as router, pytest.raises(ForeignEndpoint) as caught:
        router.get(f"{own}/agency.us/v2.0/.well-known/openid-configuration").respond(
            json={"token_endpoint": f"https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/token"}
        )
        tenant_id_of(CLOUDS[CloudName.GLOBAL], "agency.us", None)
    assert caught.value.remedy.endswith("name that cloud with --cloud usgov or usgov-dod.")
