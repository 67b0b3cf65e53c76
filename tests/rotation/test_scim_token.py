"""``rotate-secret --scim-token``: tested first, then stored, then proven by a member who comes with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.status.desk import DeskOfAdmin, desk_that_set_up, unhurried
from tests.typed import Ended
from total_onboard.sandbox.provisioning.service import synchronization_service

pytestmark = pytest.mark.sweep

NEW = "another-scim-token-0123456789"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path, unhurried()) as made:
        (made.home / "token.txt").write_text(NEW + "\n", encoding="utf-8")
        yield made


def rotates(desk: DeskOfAdmin, *words: str, **environment: str | None) -> Ended:
    given = {"TOTAL_ONBOARD_SCIM_TOKEN": None, **environment}
    return desk.runs("rotate-secret", "--scim-token", "--output", "json", *words, **given)


def stored(desk: DeskOfAdmin) -> str:
    (secrets,) = synchronization_service(desk.tenant.store).secrets.values()
    return str(secrets["SecretToken"])


def calls(desk: DeskOfAdmin, since: int) -> list[str]:
    return [write.rpartition("/")[2] for write in desk.writes[since:]]


def test_tested_then_stored_then_proven(desk: DeskOfAdmin) -> None:
    desk.tenant.total_takes_the_scim_token(NEW)
    since = len(desk.writes)
    end = rotates(desk, "--scim-token-file", "token.txt")
    assert end.status == 0, end.err
    assert end.actions() == {"scim-credentials": {"update"}}
    assert calls(desk, since)[:3] == ["validateCredentials", "secrets", "validateCredentials"]
    assert calls(desk, since)[-1] == "provisionOnDemand"
    assert {one["id"]: one["outcome"] for one in end.document["proofs"]}["member"] == "proven"
    assert stored(desk) == NEW
    assert NEW not in end.out + end.err


def test_one_that_does_not_work_changes_nothing(desk: DeskOfAdmin) -> None:
    before = stored(desk)
    end = rotates(desk, "--scim-token-file", "token.txt")
    assert end.status != 0
    assert stored(desk) == before
    assert end.document["problems"][0]["code"] == "scim-end-refused"


def test_run_again_it_stores_nothing_and_proves_once_more(desk: DeskOfAdmin) -> None:
    desk.tenant.total_takes_the_scim_token(NEW)
    assert rotates(desk, TOTAL_ONBOARD_SCIM_TOKEN=NEW).status == 0
    since = len(desk.writes)
    again = rotates(desk, TOTAL_ONBOARD_SCIM_TOKEN=NEW)
    assert again.status == 0
    assert "secrets" not in calls(desk, since)
    assert calls(desk, since)[-1] == "provisionOnDemand"


def test_a_job_that_failed_with_the_old_token_is_restarted(desk: DeskOfAdmin) -> None:
    desk.tenant.total_takes_the_scim_token(NEW)
    desk.job.next_run_at = 0.0
    desk.awaits(lambda: desk.job.quarantine)
    assert desk.status()["status"]["provisioning"]["state"] == "quarantine"
    end = rotates(desk, "--scim-token-file", "token.txt")
    assert end.status == 0, end.err
    assert end.actions() == {"scim-credentials": {"update"}, "start": {"update"}}
    assert desk.status(TOTAL_ONBOARD_SCIM_TOKEN=NEW)["status"]["provisioning"]["state"] != "quarantine"


def test_the_end_of_the_old_token_is_forgotten_with_it(desk: DeskOfAdmin) -> None:
    desk.tenant.total_takes_the_scim_token(NEW)
    assert rotates(desk, "--scim-token-file", "token.txt", "--scim-token-ends", "2199-06-30").status == 0
    silent = {"TOTAL_ONBOARD_SCIM_TOKEN": None, "TOTAL_ONBOARD_SCIM_URL": None}
    assert ends_of_token(desk, **silent).startswith("2199-06-30")
    assert rotates(desk, "--scim-token-file", "token.txt").status == 0
    assert ends_of_token(desk, **silent) == "None"


def ends_of_token(desk: DeskOfAdmin, **environment: str | None) -> str:
    expiries = desk.status(**environment)["status"]["expiries"]
    return str(next(one["ends_at"] for one in expiries if one["id"] == "scim-token"))


def test_a_token_that_ended_is_not_stored(desk: DeskOfAdmin) -> None:
    before = len(desk.writes)
    end = rotates(desk, "--scim-token-file", "token.txt", "--scim-token-ends", "2020-01-01")
    assert (end.status, len(desk.writes)) == (2, before)
    assert "ended on 1 January 2020" in end.document["problems"][0]["message"]


def test_only_provisioning_can_be_written(desk: DeskOfAdmin) -> None:
    desk.tenant.total_takes_the_scim_token(NEW)
    rotates(desk, "--scim-token-file", "token.txt", "--receipt", "receipt.json")
    scopes = json.loads((desk.home / "receipt.json").read_text(encoding="utf-8"))["scopes"]
    assert [one["scope"] for one in scopes if "Write" in one["scope"]] == ["Synchronization.ReadWrite.All"]
