"""Where nothing was set up, the next thing to do is named; in a sandbox run it is another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession
from tests.support.shipped_schema import fitting

SERVED = "Run total-onboard sandbox serve in another terminal"


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
    ended = admin_session.runs(*words, "--sandbox", "--output", "json")
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
    ended = admin_session.runs("teardown", "--sandbox", "--yes")
    assert ended.status == 0
    assert SERVED in ended.err
