"""App management policies that the admin may not read show only when the secret is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from total_onboard.sandbox.http.faults import Fault

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def blindfolded(at: OpenTenant, persona: str) -> Admin:
    """An admin who may not read the policy."""
    admin = at(persona)
    path = r".*/policies/defaultAppManagementPolicy"
    admin.tenant.faults.add(Fault(kind="status", method="GET", path=path, status=403, times=99))
    return admin


def test_a_secret_lives_as_long_as_the_unseen_policy_allows(at: OpenTenant) -> None:
    admin = blindfolded(at, "secret-policy")
    ended = admin.sets_up()
    assert ended.status == 0, ended.err
    ends = datetime.fromisoformat(ended.document["handoff"]["client_secret_expires_at"])
    assert timedelta(days=179) < ends - datetime.now(UTC) <= timedelta(days=180)
    assert len(admin.tenant.store.password_hashes) == 1


def test_where_the_unseen_policy_forbids_secrets_everything_else_is_done(at: OpenTenant) -> None:
    admin = blindfolded(at, "secrets-blocked")
    ended = admin.sets_up()
    assert ended.status == 5, ended.err
    (problem,) = ended.document["problems"]
    assert problem["code"] == "secrets-forbidden"
    assert "exempt this application" in problem["remedy"]
    assert ended.actions()["start"] == {"update"}
