"""What a repair makes or takes over TOTAL is told of, with everything that it needs to know beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sheet.desks import handoff
from tests.status.desk import DeskOfAdmin, desk_that_set_up, unhurried
from tests.status.tampering import Somebody
from total_onboard.engine.journal.history import last_wishes
from total_onboard.engine.journal.journal import Journal


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path_factory.mktemp("home"), unhurried()) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.totalhandoff"


def journal_of(desk: DeskOfAdmin) -> Journal:
    (path,) = (desk.home / "state").glob("*/*.jsonl")
    return Journal(path)


def told(file: Path) -> dict[str, Any]:
    handoff: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["handoff"]
    return handoff


def groups_there(desk: DeskOfAdmin) -> list[str]:
    return [group["id"] for group in desk.portal.called("groups", "TOTAL-Admin")]


def test_a_client_secret_that_is_made_anew_goes_with_the_groups(desk: DeskOfAdmin, file: Path) -> None:
    Somebody(desk).delete_the_secret()
    mended = desk.runs("status", "--repair", "--handoff", str(file))
    assert mended.status == 0, mended.err
    assert told(file)["client_secret"]
    assert [group["id"] for group in told(file)["groups"]] == groups_there(desk)
    assert "then delete it: it holds the client secret" in " ".join(mended.err.split())


def test_scripts_are_told_where_the_hand_off_of_a_new_secret_is(desk: DeskOfAdmin, file: Path) -> None:
    Somebody(desk).delete_the_secret()
    handoff = desk.status("--repair", "--handoff", str(file))["handoff"]
    assert (handoff["path"], handoff["sealed"]) == (str(file), False)
    (secret,) = desk.portal.does("GET", f"applications/{desk.resources['application_object_id']}")[
        "passwordCredentials"
    ]
    assert handoff["client_secret_key_id"] == secret["keyId"]
    assert handoff["client_secret_expires_at"].startswith(secret["endDateTime"][:10])


def test_of_a_group_that_is_taken_over_in_place_of_ours(desk: DeskOfAdmin, file: Path) -> None:
    (ours,) = groups_there(desk)
    desk.portal.does("DELETE", f"groups/{ours}")
    desk.portal.does("DELETE", f"directory/deletedItems/{ours}")
    made = desk.portal.makes_a_group("TOTAL-Admin")
    named = f"TOTAL-Admin={made['id']}"
    mended = desk.runs("status", "--repair", "--handoff", str(file), "--group-id", named)
    assert mended.status == 0, mended.err
    assert [group["id"] for group in told(file)["groups"]] == [made["id"]]
    assert told(file)["client_secret"] is None
    assert "The client secret stays as it is" in " ".join(mended.err.split())


def test_a_sealed_hand_off_may_be_sent_by_mail_and_need_not_be_deleted(desk: DeskOfAdmin, file: Path) -> None:
    journal = journal_of(desk)
    wished = last_wishes(journal.entries())
    assert wished is not None
    journal.remember(wished.model_copy(update={"recipient": handoff().recipient}))
    Somebody(desk).delete_the_secret()
    mended = desk.runs("status", "--repair", "--handoff", str(file))
    journal.remember(wished)
    assert mended.status == 0, mended.err
    assert "client_secret" not in file.read_text(encoding="utf-8")
    assert "it is sealed" in mended.err
    assert "delete it" not in mended.err


def test_no_hand_off_is_written_over_another_where_only_an_earlier_run_failed_to_tell_of_a_group(
    desk: DeskOfAdmin, file: Path
) -> None:
    journal = journal_of(desk)
    lines = journal.path.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.path.write_text("".join(line for line in lines if '"kind":"told"' not in line), encoding="utf-8")
    Somebody(desk).tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    file.write_text("the only copy of a secret", encoding="utf-8")
    refused = desk.runs("setup", "--output", "json", "--handoff", str(file))
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "bad-value")
    assert file.read_text(encoding="utf-8") == "the only copy of a secret"
    file.unlink()
    assert desk.runs("setup", "--handoff", str(file)).status == 0
    assert [group["id"] for group in told(file)["groups"]] == groups_there(desk)
