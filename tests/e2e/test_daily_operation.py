"""Every day after, as an admin types it: nothing differs, somebody comes, is brought to TOTAL, and goes."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OpenTenant

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def test_the_days_after_a_set_up(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up().status == 0
    status = admin.runs("status", COLUMNS="80")
    assert status.status == 0, status.err
    assert status.out.rstrip().endswith("Everything matches the desired state.")
    assert all(len(line) <= 80 for line in status.out.splitlines())
    assert admin.runs("admins", "add", "bo@contoso.com").status == 0
    arrived = admin.runs("sync", "--output", "json")
    assert arrived.status == 0, arrived.err
    assert {one["user_principal_name"]: one["outcome"] for one in arrived.document["people"]} == {
        "ada@contoso.com": "arrived",
        "bo@contoso.com": "arrived",
    }
    assert admin.runs("admins", "remove", "bo@contoso.com").status == 0
    listed = admin.runs("admins", "list")
    assert "Ada Lindqvist" in listed.out
    assert "Bo Andersson" not in listed.out
