"""Tenants in which somebody prepared objects, one of each persona for all tests: nothing changes in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.status.desk import DeskOfAdmin

AtHostile = Callable[[str], DeskOfAdmin]


@pytest.fixture(scope="module")
def at_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtHostile]:
    open_desks: dict[str, DeskOfAdmin] = {}
    with ExitStack() as closing:

        def at(persona: str) -> DeskOfAdmin:
            if persona not in open_desks:
                open_desks[persona] = DeskOfAdmin(tmp_path_factory.mktemp(persona), persona)
                closing.callback(open_desks[persona].tenant.stop)
            return open_desks[persona]

        yield at
