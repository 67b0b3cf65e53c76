"""A tenant that was set up, and somebody who breaks one thing in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.proofs.breaking import Breaker
from tests.status.desk import DeskOfAdmin, desk_that_set_up, unhurried


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path_factory.mktemp("home"), unhurried()) as made:
        (made.home / "token.txt").write_text(made.tenant.sheet_values.scim_token, encoding="utf-8")
        yield made


@pytest.fixture
def desk(set_up: DeskOfAdmin) -> Iterator[DeskOfAdmin]:
    yield set_up
    set_up.tenant.faults.clear()


@pytest.fixture
def somebody(desk: DeskOfAdmin) -> Breaker:
    return Breaker(desk)
