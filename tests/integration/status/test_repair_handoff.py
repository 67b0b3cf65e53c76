"""What a repair makes or takes over TOTAL is told of, with everything that it needs to know beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.unit.exchange.samples import handoff
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("home"), session_with_rare_cycles()) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.totalhandoff"


def journal_of(admin_session: AdminSession) -> Journal:
    (path,) = (admin_session.home / "state").glob("*/*.jsonl")
    return Journal(path)


def told(file: Path) -> dict[str, Any]:
    handoff: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["handoff"]
    return handoff


def groups_there(admin_session: AdminSession) -> list[str]:
    return [group["id"] for group in admin_session.portal.called("groups", "TOTAL-Admin")]


def test_a_client_secret_that_is_made_anew_goes_with_the_groups(admin_session: AdminSession, file: Path) -> None:
    OtherAdmin(admin_session).delete_the_secret()
    mended = admin_session.runs("status", "--repair", "--handoff", str(file))
    assert mended.status == 0, mended.err
    assert told(file)["client_secret"]
    assert [group["id"] for group in told(file)["groups"]] == groups_there(admin_session)
    assert "then delete it. It contains the client secret" in " ".join(mended.out.split())


def test_scripts_are_told_where_the_hand_off_of_a_new_secret_is(admin_session: AdminSession, file: Path) -> None:
    OtherAdmin(admin_session).delete_the_secret()
    handoff = admin_session.status("--repair", "--handoff", str(file))["handoff"]
    assert (handoff["path"], handoff["sealed"]) == (str(file), False)
    (secret,) = admin_session.portal.does("GET", f"applications/{admin_session.resources['application_object_id']}")[
        "passwordCredentials"
    ]
    assert handoff["client_secret_key_id"] == secret["keyId"]
    assert handoff["client_secret_expires_at"].startswith(secret["endDateTime"][:10])


def test_of_a_group_that_is_taken_over_in_place_of_ours(admin_session: AdminSession, file: Path) -> None:
    (ours,) = groups_there(admin_session)
    admin_session.portal.does("DELETE", f"groups/{ours}")
    admin_session.portal.does("DELETE", f"directory/deletedItems/{ours}")
    made = admin_session.portal.create_group_in_portal("TOTAL-Admin")
    named = f"TOTAL-Admin={made['id']}"
    mended = admin_session.runs("status", "--repair", "--handoff", str(file), "--group-id", named)
    assert mended.status == 0, mended.err
    assert [group["id"] for group in told(file)["groups"]] == [made["id"]]
    assert told(file)["client_secret"] is None
    assert "The client secret stays as it is" in " ".join(mended.out.split())


def test_a_sealed_hand_off_may_be_sent_by_mail_and_need_not_be_deleted(admin_session: AdminSession, file: Path) -> None:
    journal = journal_of(admin_session)
    baseline = last_desired_state(journal.entries())
    assert baseline is not None
    journal.remember(baseline.model_copy(update={"recipient": handoff().recipient}))
    OtherAdmin(admin_session).delete_the_secret()
    mended = admin_session.runs("status", "--repair", "--handoff", str(file))
    journal.remember(baseline)
    assert mended.status == 0, mended.err
    assert "client_secret" not in file.read_text(encoding="utf-8")
    assert "it is sealed" in mended.out
    assert "delete it" not in mended.out


def test_no_hand_off_is_written_over_another_where_only_an_earlier_run_failed_to_tell_of_a_group(
    admin_session: AdminSession, file: Path
) -> None:
    journal = journal_of(admin_session)
    lines = journal.path.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.path.write_text("".join(line for line in lines if '"kind":"group-delivered"' not in line), encoding="utf-8")
    OtherAdmin(admin_session).tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    file.write_text("the only copy of a secret", encoding="utf-8")
    refused = admin_session.runs("setup", "--output", "json", "--handoff", str(file))
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "bad-value")
    assert file.read_text(encoding="utf-8") == "the only copy of a secret"
    file.unlink()
    assert admin_session.runs("setup", "--handoff", str(file)).status == 0
    assert [group["id"] for group in told(file)["groups"]] == groups_there(admin_session)
