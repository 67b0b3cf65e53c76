"""A tenant that was set up, for all tests of a module; what a test that failed left there spoils no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles


class SharedDesk:
    """One desk for many tests; the next after ``leave`` is in a fresh tenant."""

    def __init__(self, homes: pytest.TempPathFactory) -> None:
        self._homes = homes
        self._open: AdminSession | None = None

    def enter(self) -> AdminSession:
        if self._open is None:
            made = AdminSession(self._homes.mktemp("home"), session_with_rare_cycles())
            made.sets_up()
            self._open = made
        return self._open

    def leave(self) -> None:
        if self._open:
            self._open.tenant.stop()
        self._open = None


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedDesk]:
    shared = SharedDesk(tmp_path_factory)
    yield shared
    shared.leave()


@pytest.fixture
def admin_session(shared_desk: SharedDesk, request: pytest.FixtureRequest) -> Iterator[AdminSession]:
    failed_before = request.session.testsfailed
    yield shared_desk.enter()
    if request.session.testsfailed > failed_before:
        shared_desk.leave()
