"""Where nothing was set up, the next thing to do is named; in a sandbox run it is another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession
from tests.support.shipped_schema import fitting

SERVED = "Run total-onboard sandbox serve in another terminal"
OF_ANOTHER = "This terminal has the values of another one: run total-onboard {} without --sandbox."
VALUES = (
    "CLOUD",
    "AUTHORITY_URL",
    "GRAPH_URL",
    "CA_BUNDLE",
    "TENANT",
    "REDIRECT_URI",
    "SCIM_URL",
    "SCIM_TOKEN",
    "ADMIN",
)
UNSET = {f"TOTAL_ONBOARD_{name}": None for name in (*VALUES, "STATE_DIR")}


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path)
    yield made
    made.tenant.stop()


COMMANDS = [
    ("verify",),
    pytest.param(("status",), marks=pytest.mark.sweep),
    pytest.param(("sync",), marks=pytest.mark.sweep),
    pytest.param(("rotate-secret",), marks=pytest.mark.sweep),
    pytest.param(("rotate-secret", "--scim-token"), marks=pytest.mark.sweep),
    pytest.param(("admins", "list"), marks=pytest.mark.sweep),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_with_sandbox_the_way_is_a_tenant_that_stays_open(admin_session: AdminSession, words: tuple[str, ...]) -> None:
    ended = admin_session.runs(*words, "--sandbox", "--output", "json", **UNSET)
    assert ended.status == 3
    remedy = fitting(ended.out)["problems"][0]["remedy"]
    assert SERVED in remedy
    assert "setup and then " + words[0] in remedy


@pytest.mark.parametrize("words", [("verify",), ("teardown",)], ids=" ".join)
def test_without_sandbox_nothing_is_said_of_a_practice_tenant(
    admin_session: AdminSession, words: tuple[str, ...]
) -> None:
    ended = admin_session.runs(*words, "--yes")
    assert "sandbox serve" not in ended.out + ended.err


def test_teardown_that_finds_nothing_in_a_sandbox_run_says_it_too(admin_session: AdminSession) -> None:
    ended = admin_session.runs("teardown", "--sandbox", "--yes", **UNSET)
    assert ended.status == 0
    assert SERVED in ended.err


def test_sandbox_with_values_of_a_served_one_leads_to_that_one(admin_session: AdminSession) -> None:
    ended = admin_session.runs("status", "--sandbox", "--output", "json")
    assert ended.status == 3
    assert OF_ANOTHER.format("status") in ended.document["problems"][0]["remedy"]


def test_sandbox_ignores_values_of_a_served_one_and_names_them(admin_session: AdminSession) -> None:
    ended = admin_session.runs("setup", "--sandbox", "--dry-run", "--output", "json")
    assert ended.status == 0, ended.err
    assert f"--sandbox ignores these TOTAL_ONBOARD_ variables: {', '.join(VALUES)}, STATE_DIR." in ended.err
    uri = next(one for one in ended.document["plan"] if one["step"] == "redirect-uris")
    served = admin_session.tenant.sheet_values.redirect_uri
    assert served not in str(uri)
    assert not any(admin_session.home.rglob("*.jsonl"))


def test_sandbox_without_values_of_another_tenant_names_none(admin_session: AdminSession) -> None:
    ended = admin_session.runs("setup", "--sandbox", "--dry-run", **UNSET)
    assert ended.status == 0, ended.err
    assert "ignores" not in ended.err
