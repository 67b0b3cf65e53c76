"""Tokens that end, are challenged or revoked in the middle of a set-up: the run goes on."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

CLAIMS = base64.urlsafe_b64encode(b'{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}').decode()
CHALLENGE = f'Bearer realm="", error="insufficient_claims", claims="{CLAIMS.rstrip("=")}"'
CAE = {
    "kind": "status",
    "status": 401,
    "error": "InvalidAuthenticationToken",
    "message": "Continuous access evaluation resulted in challenge.",
    "headers": {"WWW-Authenticate": CHALLENGE},
}


def codes_shown(admin: Admin) -> list[str]:
    """What somebody was asked to type, in order."""
    asked = [r for r in admin.tenant.requests if r.host == "sign_in" and r.path.endswith("/devicecode")]
    return [json.loads(request.response_body)["user_code"] for request in asked]


def secrets_of_the_application(admin: Admin) -> list[Any]:
    (app,) = [app for app in admin.tenant.store.applications.all_current() if app["displayName"] == "TOTAL"]
    return list(app["passwordCredentials"])


@pytest.mark.parametrize("fault", [{"kind": "tokens-expire"}, CAE], ids=["expired", "challenged"])
def test_a_token_that_is_refused_is_renewed_and_nothing_is_sent_twice(at: OpenTenant, fault: dict[str, Any]) -> None:
    admin = at("ready")
    admin.tenant.faults.add(
        {**fault, "method": "GET", "nth": 4},
        {**fault, "method": "POST", "path": ".*/instantiate"},
        {**fault, "method": "POST", "path": ".*/addPassword"},
        {**fault, "method": "PUT", "path": ".*/schema"},
    )
    end = admin.sets_up()
    assert end.status == 0, end.err
    assert len(admin.tenant.faults.happened) == 4
    assert len(secrets_of_the_application(admin)) == 1
    assert len(codes_shown(admin)) == 1


REVOKED = {"kind": "sign-in-revoked", "method": "POST", "path": ".*/addPassword"}


def test_a_revoked_sign_in_is_asked_for_once_more_in_the_middle_and_the_run_goes_on(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add(REVOKED)
    end = admin.sets_up()
    assert end.status == 0, end.err
    assert "Microsoft requires another sign-in" in end.err
    first, second = codes_shown(admin)
    assert end.err.index(first) < end.err.index(second)
    assert len(secrets_of_the_application(admin)) == 1


def test_a_device_code_that_was_asked_for_by_name_is_shown_again_in_the_middle(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add(REVOKED)
    ended = admin.sets_up("--no-input", "--sign-in", "device-code")
    assert ended.status == 0, ended.err
    assert len(codes_shown(admin)) == 2
    assert len(secrets_of_the_application(admin)) == 1


@pytest.mark.parametrize(
    ("account", "answer", "says"),
    [("ada@contoso.com", "declined", "declined"), ("dana@contoso.com", "approved", "A different account")],
)
def test_who_refuses_the_second_sign_in_or_sends_another_admin_is_not_asked_again(
    at: OpenTenant, account: str, answer: Any, says: str
) -> None:
    admin = at("split-duties", auto_approve=None)
    admin.tenant.faults.add(REVOKED)
    process = admin.begins("setup", "--output", "json")
    admin.answers(admin.sees_a_code(), "ada@contoso.com", "approved")
    admin.answers(admin.sees_a_code(), account, answer)
    end = ended(process)
    assert end.status == 4, end.err
    assert says in end.document["problems"][0]["message"]
    assert len(codes_shown(admin)) == 2
