"""A schema of another shape than the documented one is named as such; the rest of the tenant is still looked at."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.yaml_text import read_yaml

TABLE: dict[str, dict[str, Any]] = read_yaml((Path(__file__).parent / "malformed_schemas.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def desk_of_schemas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("schemas"), session_with_rare_cycles()) as made:
        yield made


@pytest.fixture
def admin_session(desk_of_schemas: AdminSession) -> Iterator[AdminSession]:
    before = desk_of_schemas.job.schema
    desk_of_schemas.job.schema = copy.deepcopy(before)
    yield desk_of_schemas
    desk_of_schemas.job.schema = before


def answers(admin_session: AdminSession, case: dict[str, Any]) -> None:
    *way, last = case["at"]
    place: Any = admin_session.job.schema
    for each in way:
        place = place[each]
    place[last] = case["is"]


@pytest.mark.parametrize("case", TABLE["refused"])
def test_status_schema_of_another_shape_is_unread_in_words(admin_session: AdminSession, case: str) -> None:
    answers(admin_session, TABLE["refused"][case])
    end = admin_session.runs("status", "--output", "json")

    assert end.status == 3, end.out
    unread, *others = end.document["status"]["unavailable"]
    steps = [one["step"] for one in (unread, *others)]
    assert steps == ["attribute-mapping", "start", "quarantine"], "what rests on it is unknown, too; nothing else is"
    assert "that can't be read" in str(unread)


@pytest.mark.parametrize("case", TABLE["read"])
def test_status_schema_with_a_part_that_is_null_is_compared(admin_session: AdminSession, case: str) -> None:
    answers(admin_session, TABLE["read"][case])
    end = admin_session.runs("status", "--output", "json")
    codes = [one["code"] for one in end.document.get("problems", [])]
    assert codes in ([], ["no-user-mapping"]), end.out


@pytest.mark.parametrize("command", ["sync", "verify", "status --repair", "setup"])
def test_command_that_needs_the_schema_names_one_of_another_shape(admin_session: AdminSession, command: str) -> None:
    answers(admin_session, TABLE["refused"]["object mappings that are a number"])
    end = admin_session.runs(*command.split(), "--output", "json")

    assert end.status != 0
    assert "can't be read" in end.out
    assert "unexpected" not in end.out
