"""An OpenID configuration that names addresses on another host: nothing of a sign-in is sent there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from total_onboard.core.exit_status import ExitStatus

pytestmark = [pytest.mark.journey]

CODE: Final = "foreign-sign-in-endpoint"


def received_elsewhere(admin: Admin) -> list[str]:
    return [f"{one.method} {one.path}" for one in admin.tenant.requests if one.host == "total"]


@pytest.mark.parametrize("words", ["check-prereqs", "setup", "status", "auth login"])
@pytest.mark.parametrize("method", ["device-code", "browser"])
def test_sign_in_with_foreign_endpoints_is_refused_by_name(at: OpenTenant, words: str, method: str) -> None:
    admin = at("foreign-endpoints")
    end = admin.runs(*words.split(), "--sign-in", method, "--output", "json")
    assert end.status == ExitStatus.SIGN_IN, end.err
    (problem,) = end.document["problems"]
    assert problem["code"] == CODE
    assert admin.tenant.addresses.total in problem["message"]
    assert problem["remedy"]
    assert received_elsewhere(admin) == []
    assert {one.method for one in admin.tenant.requests if one.host == "sign_in"} == {"GET"}


def test_handoff_is_not_verified_at_a_foreign_endpoint(at: OpenTenant, tmp_path: Path) -> None:
    handoff = tmp_path / "contoso.handoff.json"
    assert at("ready").sets_up("--handoff", str(handoff)).status == 0
    admin = at("foreign-endpoints")
    secret = json.loads(handoff.read_text())["handoff"]["client_secret"]

    end = admin.runs("handoff", "open", str(handoff), "--verify", "--output", "json")
    assert end.status == ExitStatus.SIGN_IN, end.err
    assert end.document["problems"][0]["code"] == CODE
    assert not [one for one in admin.tenant.requests if secret in one.body]
