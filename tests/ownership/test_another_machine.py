"""What works from a machine without the journal, with the ids that the first machine's ``status`` gives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rotation.total import keys
from tests.status.desk import DeskOfAdmin, desk_that_set_up, unhurried


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path, unhurried()) as made:
        yield made


def elsewhere(desk: DeskOfAdmin) -> dict[str, str]:
    return {"TOTAL_ONBOARD_STATE_DIR": str(desk.home / "elsewhere")}


def ids_of_status(desk: DeskOfAdmin) -> tuple[str, ...]:
    """As the first machine gives them: those of the application, and that of each group by its name."""
    there = desk.status()["resources"]
    assert there["application_object_id"] == desk.resources["application_object_id"]
    assert there["client_id"] == desk.resources["client_id"]
    named = {"TOTAL-Admin": there["admin_group_id"]}
    named |= {name.removeprefix("group_id "): one for name, one in there.items() if name.startswith("group_id ")}
    return (
        *("--app-id", there["application_object_id"]),
        *(word for name, one in named.items() for word in ("--group-id", f"{name}={one}")),
    )


def test_rotation_from_another_machine_never_removes_what_its_journal_does_not_know(desk: DeskOfAdmin) -> None:
    ids, first = ids_of_status(desk), keys(desk.tenant)
    finish = desk.runs("rotate-secret", "--finish", "--total-uses-new-secret", *ids, **elsewhere(desk))
    assert finish.status == 0
    assert keys(desk.tenant) == first

    made = desk.runs("rotate-secret", "--handoff", "new.totalhandoff", "--output", "json", *ids, **elsewhere(desk))
    assert made.status == 5, made.err
    assert set(first) < set(keys(desk.tenant))
    finish = desk.runs(
        *("rotate-secret", "--finish", "--total-uses-new-secret", "--output", "json"), *ids, **elsewhere(desk)
    )
    assert finish.status == 5, finish.err
    (waiting,) = finish.document["waiting"]
    assert first[0] in waiting["sentence"]
    assert f"Secret ID {first[0]}" in waiting["remedy"]
    assert set(first) < set(keys(desk.tenant))


def test_status_and_teardown_from_another_machine_take_the_ids_from_the_environment(desk: DeskOfAdmin) -> None:
    ids = ids_of_status(desk)
    named = {"TOTAL_ONBOARD_APP_ID": ids[1], "TOTAL_ONBOARD_GROUP_ID": ids[3]}
    assert desk.runs("status", **elsewhere(desk)).status == 3
    assert desk.runs("status", **elsewhere(desk), **named).status == 0

    kept = desk.runs("teardown", "--groups", **elsewhere(desk), **named)
    assert kept.status == 5, kept.err
    assert desk.tenant.dump()["applications"] != {}, "only --delete-adopted deletes what an id names"
    shutil.rmtree(desk.home / "elsewhere")
    gone = desk.runs("teardown", "--groups", "--delete-adopted", **elsewhere(desk), **named)
    assert gone.status == 0, gone.err
    assert desk.tenant.dump()["applications"] == {}


def test_admins_and_sync_go_on_after_the_journal_is_lost(desk: DeskOfAdmin) -> None:
    ids = ids_of_status(desk)
    shutil.rmtree(desk.home / "state")
    for command in (("admins", "add", "bo@contoso.com"), ("admins", "list"), ("sync",)):
        refused = desk.runs(*command)
        assert refused.status == 3, command
        assert desk.runs(*command, *ids).status in (0, 5), command
