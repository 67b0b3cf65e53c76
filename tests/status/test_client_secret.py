"""Which client secret status means: the one that TOTAL has, not another of its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rotation.total import Total
from tests.status.desk import DeskOfAdmin, desk_that_set_up
from tests.status.tampering import Somebody


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path) as made:
        yield made


def test_where_totals_secret_is_gone_one_of_the_same_name_is_none_and_a_repair_hands_off_another(
    desk: DeskOfAdmin,
) -> None:
    Somebody(desk).replace_the_secret()
    found = desk.status()
    assert [(one["step"], one["repairable"]) for one in found["drift"]] == [
        ("client-secret", True),
        ("client-secret", False),
    ]
    assert "client-secret" not in {one["id"] for one in found["status"]["expiries"]}
    mended = desk.status("--repair", "--handoff", "new.totalhandoff")
    (foreign,) = mended["drift"]
    assert (mended["exit_code"], foreign["kind"]) == (7, "foreign")
    with Total(desk.tenant, desk.home / "new.totalhandoff") as total:
        assert total.gets_a_token()


def test_the_days_that_are_left_are_those_of_the_secret_that_was_handed_off(desk: DeskOfAdmin) -> None:
    before = desk.status()["status"]["expiries"]
    somebody = Somebody(desk)
    by_hand = {"displayName": "TOTAL integration", "endDateTime": "2199-01-01T00:00:00Z"}
    somebody.tampers({"call": ["POST", "applications/{app}/addPassword", {"passwordCredential": by_hand}]})
    assert desk.status()["status"]["expiries"] == before
