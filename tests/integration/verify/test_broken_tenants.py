"""Each entry of broken_tenants.yaml breaks something: only its verification fails, and names the repairing command."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.integration.verify.defects import Breaker
from tests.support.admin_session import AdminSession
from tests.support.cli_runner import CliResult
from tests.support.yaml_text import read_yaml

pytestmark = pytest.mark.sweep

CASES = read_yaml(Path(__file__).with_name("broken_tenants.yaml").read_text(encoding="utf-8"))


def verify(admin_session: AdminSession, *words: str, **environment: str | None) -> CliResult:
    given = ("--handoff", "first.totalhandoff", "--test-removal")
    return admin_session.runs("verify", "--output", "json", *given, *words, **environment)


def ended_as(ended: CliResult, outcome: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in ended.document["verifications"] if one["outcome"] == outcome}


def command_in(remedy: str, admin_session: AdminSession) -> list[str]:
    """The command line that was printed, with the values that only a person knows."""
    values = {"FILE": "token.txt", "URL": admin_session.tenant.sheet_environment["TOTAL_ONBOARD_SCIM_URL"]}
    _, command = remedy.rsplit(": ", 1)
    program, *words = shlex.split(command)
    assert program == "total-onboard"
    return [values.get(word, word) for word in words]


def test_where_nothing_is_broken_everything_is_verified(admin_session: AdminSession) -> None:
    ended = verify(admin_session)
    assert ended.status == 0, ended.err
    not_broken = {"permission", "scim-from-here", "scim-removal", "leavers"}
    assert set(ended_as(ended, "verified")) == {case["fails"] for case in CASES} | not_broken


def test_what_is_no_hand_off_is_refused_and_not_taken_for_a_sealed_one(admin_session: AdminSession) -> None:
    (admin_session.home / "contoso.html").write_text("<!doctype html><title>The report</title>", encoding="utf-8")
    ended = admin_session.runs("verify", "--output", "json", "--handoff", "contoso.html")
    assert (ended.status, ended.document["problems"][0]["code"]) == (6, "bad-sheet")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_exactly_the_verification_of_what_is_broken_fails(
    admin_session: AdminSession, other_admin: Breaker, case: dict[str, Any]
) -> None:
    other_admin.tampers(case["by"])
    broken = verify(admin_session, TOTAL_ONBOARD_VERIFICATION_SECONDS="1")
    assert broken.status == 1, broken.err
    ((failed, verification),) = ended_as(broken, "failed").items()
    resting = ended_as(broken, "inconclusive")
    assert (failed, sorted(resting)) == (case["fails"], case["rest"])
    assert case["says"] in verification["found"]
    assert f"total-onboard {case['command']}" in verification["remedy"]
    assert {one["remedy"] for one in resting.values()} <= {verification["remedy"]}
    if case.get("mends"):
        mended = admin_session.runs(*command_in(verification["remedy"], admin_session), "--output", "json")
        assert mended.status == 0, mended.err
    else:
        other_admin.tampers(case["undo"])
    assert verify(admin_session).status == 0
