"""``verify`` asks only what it needs, and only once it needs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.typist import typing

QUESTION = "paste the client secret"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path) as made:
        yield made


def test_verify_without_a_setup_asks_for_no_secret(tmp_path: Path) -> None:
    admin = AdminSession(tmp_path)
    with typing() as typist:
        ended = admin.types("verify")
    admin.tenant.stop()
    assert (ended.status, typist.left) == (3, [])
    assert QUESTION not in ended.err


def test_verify_after_a_teardown_asks_for_no_secret(admin_session: AdminSession) -> None:
    assert admin_session.runs("teardown").status == 0
    with typing():
        ended = admin_session.types("verify")
    assert ended.status == 3
    assert "TOTAL was removed from Contoso" in ended.err and QUESTION not in ended.err


def test_verify_that_was_declined_asks_for_no_secret(admin_session: AdminSession) -> None:
    with typing("n"):
        ended = admin_session.types("verify")
    assert ended.status == 130
    assert QUESTION not in ended.err


def test_verify_asks_for_the_secret_after_its_plan(admin_session: AdminSession) -> None:
    with typing("y", "", "n") as typist:
        ended = admin_session.types("verify")
    assert typist.left == []
    assert ended.err.index("Run this provisioning test") < ended.err.index(QUESTION)
    assert "TOTAL can sign in with the client secret" in ended.out
