"""Tenants in which somebody prepared objects, one of each persona for all tests: nothing changes in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.admin_session import AdminSession

AtHostile = Callable[[str], AdminSession]


@pytest.fixture(scope="module")
def at_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtHostile]:
    open_desks: dict[str, AdminSession] = {}
    with ExitStack() as closing:

        def at(persona: str) -> AdminSession:
            if persona not in open_desks:
                open_desks[persona] = AdminSession(tmp_path_factory.mktemp(persona), persona)
                closing.callback(open_desks[persona].tenant.stop)
            return open_desks[persona]

        yield at
