"""A tenant that was set up, and somebody who breaks one thing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.verify.defects import Breaker
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("home"), session_with_rare_cycles()) as made:
        (made.home / "token.txt").write_text(made.tenant.sheet_values.scim_token, encoding="utf-8")
        yield made


@pytest.fixture
def admin_session(set_up: AdminSession) -> Iterator[AdminSession]:
    yield set_up
    set_up.tenant.faults.clear()


@pytest.fixture
def other_admin(admin_session: AdminSession) -> Breaker:
    return Breaker(admin_session)
