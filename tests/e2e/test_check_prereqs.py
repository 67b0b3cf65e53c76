"""The preflight, as an admin would see it."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OpenTenant

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("persona", "status", "failing"),
    [
        ("ready", 0, set()),
        ("free-tier", 3, {"licence"}),
        ("no-roles", 3, {"role-applications", "role-groups", "role-consent"}),
        ("split-duties", 3, {"role-consent"}),
    ],
)
def test_the_verdict_names_everything_that_is_missing(
    at: OpenTenant, persona: str, status: int, failing: set[str]
) -> None:
    admin = at(persona)
    ended = admin.runs("check-prereqs", "--output", "json")
    assert ended.status == status, ended.err
    findings = {finding["id"]: finding for finding in ended.document["checks"]}
    assert {name for name, finding in findings.items() if finding["outcome"] == "fail"} == failing
    assert all(finding["remedy"] for finding in findings.values() if finding["outcome"] == "fail")
    assert admin.writes == []


def test_people_see_a_table(at: OpenTenant) -> None:
    ended = at("free-tier").runs("check-prereqs")
    assert ended.status == 3
    assert "Premium license" in ended.out
    assert "\x1b[" not in ended.out


def test_a_wrong_scim_token_is_found_before_set_up(at: OpenTenant) -> None:
    ended = at("ready").runs("check-prereqs", "--output", "json", TOTAL_ONBOARD_SCIM_TOKEN="wr0ng")
    assert ended.status == 3
    (finding,) = [f for f in ended.document["checks"] if f["outcome"] == "fail"]
    assert finding["id"] == "scim-end"
    assert "wr0ng" not in ended.out + ended.err
