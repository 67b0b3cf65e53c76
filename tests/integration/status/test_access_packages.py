"""What is told where an access package governs the admin group: members come and go between two commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AT_ONCE, AdminSession, session_with_rare_cycles
from tests.support.entitlement_management import EntitlementManagement
from tests.support.set_up_once import OpenTenant
from total_onboard.entra.resources.directory_audits import ENTITLEMENT_MANAGEMENT
from total_onboard.sandbox.unsettled_behavior import Readings

ADA = ("--admin", "ada@contoso.com")
NAMED = ["by_name", "by_client_id"]


@pytest.fixture(params=NAMED)
def governed(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[AdminSession]:
    """A tenant in which setup named nobody; its log names applications in either way."""
    readings = Readings(audited_application=request.param)
    persona = session_with_rare_cycles("governed-admins").model_copy(update={"readings": readings, **AT_ONCE})
    session = AdminSession(tmp_path, persona, OpenTenant.start(persona, auto_approve=0.0))
    try:
        session.sets_up()
        yield session
    finally:
        session.tenant.stop()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_member_by_access_package_is_told_with_its_author(governed: AdminSession) -> None:
    EntitlementManagement(governed).begins("bo@contoso.com")
    (drift,) = governed.status("--who")["drift"]
    assert (drift["step"], drift["kind"], drift["found"]) == ("members", "unmanaged", "bo@contoso.com")
    assert drift["changed"]["by"] == ENTITLEMENT_MANAGEMENT
    shown = flat(governed.runs("status", "--who").out)
    assert "to remove the member, end the assignment of the access package" in shown


def test_accepted_member_who_leaves_by_expiry_is_no_difference(governed: AdminSession) -> None:
    packages = EntitlementManagement(governed)
    people = ("bo@contoso.com", "cleo@contoso.com")
    for upn in people:
        packages.begins(upn)
    writes = len(governed.writes)
    accepted = governed.runs("admins", "add", *people, "--output", "json").document["admins"]
    assert [one["outcome"] for one in accepted] == ["already a member"] * 2
    assert len(governed.writes) == writes
    assert governed.status()["drift"] == []
    packages.ends("bo@contoso.com")
    assert governed.status()["drift"] == []
    left = governed.runs("admins", "list", "--output", "json").document["admins"]
    assert [one["user_principal_name"] for one in left] == ["cleo@contoso.com"]


def test_named_admin_who_leaves_by_expiry_is_told_with_its_author(governed: AdminSession) -> None:
    governed.runs("admins", "add", "ada@contoso.com")
    EntitlementManagement(governed).ends("ada@contoso.com")
    (drift,) = governed.status("--who", *ADA)["drift"]
    assert (drift["step"], drift["kind"], drift["expected"]) == ("members", "differs", "ada@contoso.com")
    assert (drift["changed"]["by"], drift["changed"]["only"]) == (ENTITLEMENT_MANAGEMENT, None)
    shown = flat(governed.runs("status", "--who", *ADA).out)
    assert "assign the access package again instead, because --repair adds members without an end date" in shown


def test_repair_of_an_expired_member_asks_before_it_writes(governed: AdminSession) -> None:
    governed.runs("admins", "add", "ada@contoso.com")
    EntitlementManagement(governed).ends("ada@contoso.com")
    writes = len(governed.writes)
    asked = governed.types("status", "--repair", *ADA)
    assert asked.status != 0
    assert "--yes" in asked.err
    assert len(governed.writes) == writes
    assert governed.runs("status", "--repair", *ADA).status == 0
    assert governed.writes[writes:] == [f"PATCH /groups/{governed.resources['admin_group_id']}"]
