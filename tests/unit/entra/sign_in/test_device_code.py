from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.person.device_code import DeviceCode

from .microsoft import CODE, PENDING, TENANT, Microsoft, request_for, tokens_for

CLAIMS = '{"access_token": {"acrs": {"essential": true, "value": "c1"}}}'
STEP_UP = {"error": "interaction_required", "error_description": "AADSTS50076: MFA.", "error_codes": [50076]}


def test_the_admin_sees_the_code_and_is_signed_in_once_it_was_used(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [PENDING, tokens_for("ada@contoso.com")]
    shown: list[DeviceCode] = []

    session = sign_in(request_for(tmp_path), show_code=shown.append)

    assert [(code.user_code, code.verification_uri) for code in shown] == [
        ("ABCD-EFGH", "https://login.example.test/device")
    ]
    assert 890 < shown[0].seconds_left() <= 900
    assert (session.username, session.tenant_id) == ("ada@contoso.com", TENANT)
    assert "Synchronization.ReadWrite.All" in session.granted


def test_all_scopes_are_asked_for_at_once_with_the_address_of_the_clouds_graph(
    microsoft: Microsoft, tmp_path: Path
) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    sign_in(request_for(tmp_path), show_code=lambda code: None)

    body = microsoft.device.calls.last.request.content.decode()
    assert "https%3A%2F%2Fgraph.example.test%2FApplication.ReadWrite.All" in body
    assert "CP1" in body


@pytest.mark.parametrize("problem", [httpx.ConnectError("gone"), httpx.Response(503)], ids=["network", "service"])
def test_what_is_gone_for_a_moment_does_not_end_the_wait(
    microsoft: Microsoft, tmp_path: Path, problem: Exception | httpx.Response
) -> None:
    microsoft.tokens = [problem, tokens_for("ada@contoso.com")]

    assert sign_in(request_for(tmp_path), show_code=lambda code: None).username == "ada@contoso.com"


def test_a_code_that_nobody_used_leads_to_the_browser(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.code = {**CODE, "expires_in": 0}
    microsoft.tokens = [PENDING]

    with pytest.raises(SignInFailed) as caught:
        sign_in(request_for(tmp_path), show_code=lambda code: None)
    assert "--sign-in browser" in caught.value.remedy


@pytest.mark.parametrize("interval", [0, -5, "0"], ids=str)
def test_device_code_without_a_pause_between_polls_expires_all_the_same(
    microsoft: Microsoft, tmp_path: Path, interval: object
) -> None:
    microsoft.code = {**CODE, "expires_in": 0, "interval": interval}
    microsoft.tokens = [PENDING, {"error": "access_denied"}]

    with pytest.raises(SignInFailed) as caught:
        sign_in(request_for(tmp_path), show_code=lambda code: None)
    assert "--sign-in browser" in caught.value.remedy


def test_device_code_whose_life_is_no_number_is_refused(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.code = {**CODE, "expires_in": 10**400}

    with pytest.raises(SignInFailed, match="doesn't match"):
        sign_in(request_for(tmp_path), show_code=lambda code: None)


def test_a_refused_code_is_told_in_our_words_with_microsofts_trace_id(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.code = {
        "error": "invalid_client",
        "error_description": "AADSTS7000218: The request body must contain client_secret.\r\nTrace ID: t-1",
        "error_codes": [7000218],
        "trace_id": "t-1",
    }

    with pytest.raises(SignInFailed, match="doesn't allow public client flows") as caught:
        sign_in(request_for(tmp_path), show_code=lambda code: None)
    assert caught.value.request_id == "t-1"
    assert "Trace ID" not in caught.value.message


def test_an_unknown_tenant_is_told_before_anything_is_shown(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.discovery.respond(400, json={"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant"})

    with pytest.raises(SignInFailed, match=r"tenant nowhere\.example doesn't exist"):
        sign_in(request_for(tmp_path, "nowhere.example"), show_code=lambda code: pytest.fail("shown"))


def test_a_tenant_of_another_cloud_is_told_so(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.discovery.respond(400, json={"error": "invalid_tenant", "error_description": "AADSTS90038: Cloud"})

    with pytest.raises(SignInFailed) as caught:
        sign_in(request_for(tmp_path), show_code=lambda code: None)
    assert "--cloud" in caught.value.remedy


@pytest.mark.parametrize(("status", "words"), [(200, "proxy"), (407, "proxy"), (503, "unavailable")])
def test_a_web_page_is_not_taken_for_microsofts_answer(
    microsoft: Microsoft, tmp_path: Path, status: int, words: str
) -> None:
    microsoft.device.respond(status, html="<html>Log in to the proxy</html>")

    with pytest.raises(SignInFailed, match=words):
        sign_in(request_for(tmp_path), show_code=lambda code: None)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("Name or service not known", "HTTPS_PROXY"),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
            "CA_BUNDLE",
        ),
    ],
    ids=["no name", "certificate"],
)
def test_a_host_that_is_out_of_reach_is_told_with_what_helps(
    microsoft: Microsoft, tmp_path: Path, failure: str, words: str
) -> None:
    microsoft.discovery.mock(side_effect=httpx.ConnectError(failure))

    with pytest.raises(SignInFailed) as caught:
        sign_in(request_for(tmp_path), show_code=lambda code: None)
    assert words in caught.value.remedy


def test_another_tenant_than_the_one_asked_for_is_refused(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@fabrikam.com", tenant="33333333-3333-4333-8333-333333333333")]

    with pytest.raises(SignInFailed, match="a tenant other than"):
        sign_in(request_for(tmp_path), show_code=lambda code: None)


def test_a_personal_account_is_refused(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@outlook.com", tenant="9188040d-6c67-4c5b-b112-36a304b66dad")]

    with pytest.raises(SignInFailed, match="personal"):
        sign_in(request_for(tmp_path), show_code=lambda code: None)


def test_claims_challenge_reaches_the_request_for_the_code(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com", lifetime=1)]
    session = sign_in(request_for(tmp_path), show_code=lambda code: None)
    microsoft.tokens = [STEP_UP, tokens_for("ada@contoso.com")]

    session.token(CLAIMS)

    first = parse_qs(microsoft.device.calls.last.request.content.decode())["claims"][0]
    assert json.loads(first)["access_token"]["acrs"]["value"] == "c1"
