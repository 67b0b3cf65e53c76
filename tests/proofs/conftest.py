"""A tenant that was set up, and somebody who breaks one thing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.proofs.breaking import Breaker
from tests.status.desk import DeskOfAdmin, unhurried


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOfAdmin]:
    made = DeskOfAdmin(tmp_path_factory.mktemp("home"), unhurried())
    made.sets_up()
    (made.home / "token.txt").write_text(made.tenant.sheet_values.scim_token, encoding="utf-8")
    yield made
    made.tenant.stop()


@pytest.fixture
def desk(set_up: DeskOfAdmin) -> Iterator[DeskOfAdmin]:
    yield set_up
    set_up.tenant.faults.clear()


@pytest.fixture
def somebody(desk: DeskOfAdmin) -> Breaker:
    return Breaker(desk)
