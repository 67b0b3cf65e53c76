"""``rotate-secret --scim-token``: tested first, then stored, then proven by a member who comes with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.support.typist import typing
from total_onboard.sandbox.provisioning.service import synchronization_service

pytestmark = pytest.mark.sweep

ALREADY_STORED = "Microsoft already has this SCIM token. Give the new one with --scim-token-file FILE."
NEW = "another-scim-token-0123456789"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as made:
        (made.home / "token.txt").write_text(NEW + "\n", encoding="utf-8")
        yield made


def rotates(admin_session: AdminSession, *words: str, **environment: str | None) -> CliResult:
    given = {"TOTAL_ONBOARD_SCIM_TOKEN": None, **environment}
    return admin_session.runs("rotate-secret", "--scim-token", "--output", "json", *words, **given)


def stored(admin_session: AdminSession) -> str:
    (secrets,) = synchronization_service(admin_session.tenant.store).secrets.values()
    return str(secrets["SecretToken"])


def calls(admin_session: AdminSession, since: int) -> list[str]:
    return [write.rpartition("/")[2] for write in admin_session.writes[since:]]


def test_tested_then_stored_then_verified(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    since = len(admin_session.writes)
    end = rotates(admin_session, "--scim-token-file", "token.txt")
    assert end.status == 0, end.err
    assert end.actions() == {"scim-credentials": {"update"}}
    assert calls(admin_session, since)[:3] == ["validateCredentials", "secrets", "validateCredentials"]
    assert calls(admin_session, since)[-1] == "provisionOnDemand"
    assert {one["id"]: one["outcome"] for one in end.document["verifications"]}["member"] == "verified"
    assert stored(admin_session) == NEW
    assert NEW not in end.out + end.err


def test_one_that_does_not_work_changes_nothing(admin_session: AdminSession) -> None:
    before = stored(admin_session)
    end = rotates(admin_session, "--scim-token-file", "token.txt")
    assert end.status != 0
    assert stored(admin_session) == before
    assert end.document["problems"][0]["code"] == "scim-end-refused"


def test_token_that_is_stored_already_writes_nothing(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    assert rotates(admin_session, TOTAL_ONBOARD_SCIM_TOKEN=NEW).status == 0
    since = len(admin_session.writes)
    again = rotates(admin_session, TOTAL_ONBOARD_SCIM_TOKEN=NEW)
    assert (again.status, again.document["changes"], calls(admin_session, since)) == (0, [], [])
    assert ALREADY_STORED in again.document["warnings"]


def test_token_that_is_stored_already_is_not_asked_about(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    assert rotates(admin_session, TOTAL_ONBOARD_SCIM_TOKEN=NEW).status == 0
    with typing() as typist:
        end = admin_session.types("rotate-secret", "--scim-token", TOTAL_ONBOARD_SCIM_TOKEN=NEW)
    said = " ".join((end.err + end.out).split())
    assert (end.status, typist.left) == (0, []), end.err
    assert ALREADY_STORED in said
    assert "Apply this plan" not in said and "Done" not in said and "everything is already set up" not in said


def test_a_job_that_failed_with_the_old_token_is_restarted(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    admin_session.job.next_run_at = 0.0
    admin_session.awaits(lambda: admin_session.job.quarantine)
    assert admin_session.status()["status"]["provisioning"]["state"] == "quarantine"
    end = rotates(admin_session, "--scim-token-file", "token.txt")
    assert end.status == 0, end.err
    assert end.actions() == {"scim-credentials": {"update"}, "start": {"update"}}
    assert admin_session.status(TOTAL_ONBOARD_SCIM_TOKEN=NEW)["status"]["provisioning"]["state"] != "quarantine"


def test_the_end_of_the_old_token_is_forgotten_with_it(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    assert rotates(admin_session, "--scim-token-file", "token.txt", "--scim-token-ends", "2199-06-30").status == 0
    silent = {"TOTAL_ONBOARD_SCIM_TOKEN": None, "TOTAL_ONBOARD_SCIM_URL": None}
    assert ends_of_token(admin_session, **silent).startswith("2199-06-30")
    assert rotates(admin_session, "--scim-token-file", "token.txt").status == 0
    assert ends_of_token(admin_session, **silent) == "None"


def ends_of_token(admin_session: AdminSession, **environment: str | None) -> str:
    expiries = admin_session.status(**environment)["status"]["expiries"]
    return str(next(one["expires_at"] for one in expiries if one["id"] == "scim-token"))


def test_a_token_that_ended_is_not_stored(admin_session: AdminSession) -> None:
    before = len(admin_session.writes)
    end = rotates(admin_session, "--scim-token-file", "token.txt", "--scim-token-ends", "2020-01-01")
    assert (end.status, len(admin_session.writes)) == (2, before)
    assert "expired on 1 January 2020" in end.document["problems"][0]["message"]


def test_only_provisioning_can_be_written(admin_session: AdminSession) -> None:
    admin_session.tenant.total_takes_the_scim_token(NEW)
    rotates(admin_session, "--scim-token-file", "token.txt", "--receipt", "receipt.json")
    scopes = json.loads((admin_session.home / "receipt.json").read_text(encoding="utf-8"))["scopes"]
    assert [one["scope"] for one in scopes if "Write" in one["scope"]] == ["Synchronization.ReadWrite.All"]


def test_typed_token_that_is_none_is_asked_for_again(admin_session: AdminSession) -> None:
    before = stored(admin_session)
    with typing(f"Bearer {NEW}", "", NEW, "n") as typist:
        end = admin_session.types(
            "rotate-secret", "--scim-token", TOTAL_ONBOARD_SCIM_TOKEN=None, TOTAL_ONBOARD_SCIM_URL=None
        )
    said = " ".join(end.err.split())
    assert (end.status, typist.left) == (130, []), end.err
    assert "begins with “Bearer”" in said and "is empty" in said and "Canceled. No changes made." in said
    assert stored(admin_session) == before and NEW not in end.err
