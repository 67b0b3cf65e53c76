"""What Microsoft's pages say of its OAuth 2.0 and OpenID Connect endpoints, beyond what MSAL for Python uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.sandbox.test_sign_in_with_msal import add_application, add_secret, claims_of
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.directory.store import Body

BACK = "https://total.example/callback"
ADA = {"account": "ada@contoso.com", "decision": "approve"}
VERIFIER = "plain-verifier-of-43-characters-or-some-more"


@pytest.fixture(scope="module")
def app(sandbox: SandboxTenant) -> Body:
    """A web application with a redirect URI and the secret ``right``."""
    made, _ = add_application(sandbox, web={"redirectUris": [BACK]})
    add_secret(sandbox, made, "right")
    return made


def authorize(sandbox: SandboxTenant, app: Body, **changed: str | None) -> requests.Response:
    """Ada's click on an authorization request."""
    query = {"client_id": app["appId"], "response_type": "code", "redirect_uri": BACK, "scope": "openid", "state": "s"}
    url = f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/authorize"
    return requests.post(url, ADA, params=query | changed, verify=sandbox.ca_bundle, allow_redirects=False)


def fields_of(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def redeem(sandbox: SandboxTenant, app: Body, **form: str) -> dict[str, Any]:
    url = f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/token"
    whole = {"client_id": app["appId"], "client_secret": "right", "redirect_uri": BACK, **form}
    return dict(requests.post(url, whole, verify=sandbox.ca_bundle).json())


def signed_in(sandbox: SandboxTenant, app: Body, scope: str) -> dict[str, Any]:
    code = fields_of(urlsplit(authorize(sandbox, app, scope=scope).headers["location"]).query)["code"]
    return redeem(sandbox, app, grant_type="authorization_code", code=code)


def test_refresh_token_gets_every_scope_that_was_consented_to(sandbox: SandboxTenant, app: Body) -> None:
    signed_in(sandbox, app, "User.Read")
    token = signed_in(sandbox, app, "openid offline_access")["refresh_token"]
    answer = redeem(sandbox, app, grant_type="refresh_token", refresh_token=token, scope="User.Read")
    assert "User.Read" in sandbox.tokens.verify(answer["access_token"]).scopes
    refused = redeem(sandbox, app, grant_type="refresh_token", refresh_token=token, scope="Group.Read.All")
    assert refused["error_codes"] == [65001]


@pytest.mark.parametrize(
    ("asked", "error", "number"),
    [
        ({"response_type": "id_token"}, "unsupported_response_type", 700054),
        ({"response_type": "token"}, "unsupported_response_type", 70005),
        ({"response_type": None}, "invalid_request", 900144),
        ({"scope": "Nothing.Read"}, "invalid_client", 650053),
        ({"scope": "https://elsewhere.example/.default"}, "invalid_resource", 500011),
        ({"scope": None}, "invalid_request", 900144),
        ({"code_challenge": VERIFIER, "code_challenge_method": "S512"}, "invalid_request", 70000),
        ({"code_challenge": "short"}, "invalid_request", 501491),
    ],
)
def test_wrong_request_goes_back_to_the_client(
    sandbox: SandboxTenant, app: Body, asked: dict[str, str | None], error: str, number: int
) -> None:
    address = urlsplit(authorize(sandbox, app, **asked).headers["location"])
    fields = fields_of(address.query or address.fragment)
    assert (fields["error"], fields["state"]) == (error, "s")
    assert fields["error_description"].startswith(f"AADSTS{number}: ")
    assert fields["error_uri"].endswith(f"/error?code={number}")
    assert address._replace(query="", fragment="").geturl() == BACK


def test_implicit_request_is_answered_in_the_fragment(sandbox: SandboxTenant, app: Body) -> None:
    address = urlsplit(authorize(sandbox, app, response_type="id_token").headers["location"])
    assert (address.query, fields_of(address.fragment)["error"]) == ("", "unsupported_response_type")


@pytest.mark.parametrize("mode", ["query", "fragment"])
def test_response_mode_decides_where_the_code_stands(sandbox: SandboxTenant, app: Body, mode: str) -> None:
    address = urlsplit(authorize(sandbox, app, response_mode=mode).headers["location"])
    assert set(fields_of(getattr(address, mode))) == {"code", "state"}
    assert (address.query == "") is (mode == "fragment")


@pytest.mark.parametrize(
    "asked", [{"response_mode": "web_message"}, {"response_type": "token", "response_mode": "query"}]
)
def test_unsupported_response_mode_is_refused_on_the_page(
    sandbox: SandboxTenant, app: Body, asked: dict[str, str]
) -> None:
    answer = authorize(sandbox, app, **asked)
    assert (answer.status_code, "AADSTS70007" in answer.text) == (400, True)


@pytest.mark.parametrize("method", [None, "plain"])
def test_pkce_plain_is_accepted_and_is_the_default(sandbox: SandboxTenant, app: Body, method: str | None) -> None:
    def code() -> str:
        answer = authorize(sandbox, app, code_challenge=VERIFIER, code_challenge_method=method)
        return fields_of(urlsplit(answer.headers["location"]).query)["code"]

    done = redeem(sandbox, app, grant_type="authorization_code", code=code(), code_verifier=VERIFIER)
    refused = redeem(sandbox, app, grant_type="authorization_code", code=code(), code_verifier=VERIFIER[::-1])
    assert ("access_token" in done, refused["error_codes"]) == (True, [501481])


def test_userinfo_says_what_the_id_token_says(sandbox: SandboxTenant, app: Body) -> None:
    got = signed_in(sandbox, app, "openid profile email")
    url = configuration(sandbox)["userinfo_endpoint"]
    assert url == f"{sandbox.addresses.graph}/oidc/userinfo"
    for method in ("GET", "POST"):
        headers = {"Authorization": f"Bearer {got['access_token']}"}
        told = requests.request(method, url, headers=headers, verify=sandbox.ca_bundle).json()
        assert set(told) == {"sub", "name", "family_name", "given_name", "picture", "email"}
        assert told["sub"] == claims_of(got["id_token"])["sub"]


def test_userinfo_needs_openid(sandbox: SandboxTenant, app: Body) -> None:
    headers = {"Authorization": f"Bearer {signed_in(sandbox, app, 'User.Read')['access_token']}"}
    assert requests.get(f"{sandbox.addresses.graph}/oidc/userinfo", verify=sandbox.ca_bundle).status_code == 401
    answer = requests.get(f"{sandbox.addresses.graph}/oidc/userinfo", headers=headers, verify=sandbox.ca_bundle)
    assert answer.status_code == 403


def test_subject_is_another_for_each_client_and_tells_no_id(sandbox: SandboxTenant, app: Body) -> None:
    other, _ = add_application(sandbox, web={"redirectUris": [BACK]})
    add_secret(sandbox, other, "right")
    first, again, elsewhere = (
        claims_of(signed_in(sandbox, one, "openid profile")["id_token"]) for one in (app, app, other)
    )
    assert first["sub"] == again["sub"] != elsewhere["sub"]
    assert first["oid"] == elsewhere["oid"]
    assert (len(first["sub"]), first["oid"] in first["sub"]) == (43, False)


def configuration(sandbox: SandboxTenant) -> dict[str, Any]:
    url = f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/v2.0/.well-known/openid-configuration"
    return dict(requests.get(url, verify=sandbox.ca_bundle).json())


def test_discovery_has_the_members_of_microsofts(sandbox: SandboxTenant) -> None:
    document = configuration(sandbox)
    assert document["token_endpoint_auth_methods_supported"] == [
        "client_secret_post",
        "private_key_jwt",
        "client_secret_basic",
    ]
    assert document["response_modes_supported"] == ["query", "fragment", "form_post"]
    assert document["response_types_supported"] == ["code", "id_token", "code id_token", "id_token token"]
    assert document["subject_types_supported"] == ["pairwise"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sign_out_returns_to_registered_addresses_only(sandbox: SandboxTenant, app: Body, method: str) -> None:
    def left(uri: str) -> requests.Response:
        fields = {"post_logout_redirect_uri": uri, "state": "s"}
        params, data = (fields, None) if method == "GET" else (None, fields)
        url = configuration(sandbox)["end_session_endpoint"]
        return requests.request(method, url, params=params, data=data, verify=sandbox.ca_bundle, allow_redirects=False)

    assert left(BACK).headers["location"] == f"{BACK}?state=s"
    elsewhere = left("https://elsewhere.example/")
    assert (elsewhere.status_code, "You signed out" in elsewhere.text) == (200, True)


def test_every_host_dates_its_answers_once(sandbox: SandboxTenant) -> None:
    paths = {"sign_in": "/organizations/discovery/v2.0/keys", "graph": "/v1.0/me", "total": "/scim/v2/Users"}
    for host, path in paths.items():
        answer = requests.get(f"{getattr(sandbox.addresses, host)}{path}", verify=sandbox.ca_bundle)
        assert len(answer.raw.headers.getlist("date")) == 1, host
