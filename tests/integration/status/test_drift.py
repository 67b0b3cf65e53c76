"""Each entry of drifts.yaml is one thing that somebody changed: status tells that one, --repair mends that one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession
from tests.support.yaml_text import read_yaml

CASES = read_yaml(Path(__file__).with_name("drifts.yaml").read_text(encoding="utf-8"))
MENDED = [case for case in CASES if "repair" in case]
LEFT = [case for case in CASES if "undo" in case]


@pytest.fixture
def other_admin(admin_session: AdminSession) -> OtherAdmin:
    """At work in a tenant in which nothing differs; each test leaves it so."""
    return OtherAdmin(admin_session)


@pytest.mark.parametrize("case", MENDED, ids=lambda case: case["name"])
def test_status_tells_exactly_what_differs_and_repair_mends_exactly_that(
    admin_session: AdminSession, other_admin: OtherAdmin, case: dict[str, Any]
) -> None:
    other_admin.tampers(case["by"])
    writes = len(admin_session.writes)
    found = admin_session.status("--who")
    assert found["exit_code"] == 7
    assert [one["step"] for one in found["drift"]] == case["drift"]
    assert case.get("says", {}).items() <= found["drift"][0].items()
    changed = found["drift"][0]["changed"]
    assert (changed["by"], changed["activity"]) == ("ada@contoso.com", case["logged"])
    assert abs(datetime.fromisoformat(changed["at"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert len(admin_session.writes) == writes
    mended = admin_session.runs(
        "status", "--repair", "--output", "json", "--handoff", str(admin_session.home / "new.totalhandoff")
    )
    assert mended.status == 0, mended.err
    assert admin_session.writes[writes:] == other_admin.filled(case["repair"])
    assert {one["step"] for one in mended.document["changes"]} == set(case["drift"])
    assert mended.document["drift"] == []


@pytest.mark.parametrize("case", LEFT, ids=lambda case: case["name"])
def test_what_only_a_person_can_decide_is_told_and_left(
    admin_session: AdminSession, other_admin: OtherAdmin, case: dict[str, Any]
) -> None:
    other_admin.tampers(case["by"])
    writes = len(admin_session.writes)
    found = admin_session.status("--repair")
    assert [one["step"] for one in found["drift"]] == case["drift"]
    assert case["says"].items() <= found["drift"][0].items()
    assert found["exit_code"] == 7
    assert "changes" not in found
    assert len(admin_session.writes) == writes
    other_admin.tampers(case["undo"])
    assert admin_session.status()["exit_code"] == 0


def test_what_else_someone_changed_in_the_mapping_is_left(admin_session: AdminSession, other_admin: OtherAdmin) -> None:
    path = other_admin.filled("servicePrincipals/{principal}/synchronization/jobs/{job}/schema")
    before = admin_session.portal.does("GET", path)
    theirs = {"displayName": "mailNickname", "preferredLanguage": None}
    other_admin.tampers({"map": theirs})
    kept = admin_session.portal.does("GET", path)
    assert kept != before
    assert admin_session.status()["drift"] == []
    other_admin.tampers({"map": {"externalId": "mailNickname"}})
    assert admin_session.status("--repair")["exit_code"] == 0
    assert admin_session.portal.does("GET", path) == kept
    before.pop("@odata.context", None)
    admin_session.portal.does("PUT", path, {"@odata.type": "#microsoft.graph.synchronizationSchema", **before})
