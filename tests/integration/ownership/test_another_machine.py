"""What works from a machine without the journal, with the ids that the first machine's ``status`` gives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.rotate_secret.total import keys
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as made:
        yield made


def elsewhere(admin_session: AdminSession) -> dict[str, str]:
    return {"TOTAL_ONBOARD_STATE_DIR": str(admin_session.home / "elsewhere")}


def ids_of_status(admin_session: AdminSession) -> tuple[str, ...]:
    """As the first machine gives them: those of the application, and that of each group by its name."""
    there = admin_session.status()["resources"]
    assert there["application_object_id"] == admin_session.resources["application_object_id"]
    assert there["client_id"] == admin_session.resources["client_id"]
    named = {"TOTAL-Admin": there["admin_group_id"]}
    named |= {name.removeprefix("group_id "): one for name, one in there.items() if name.startswith("group_id ")}
    return (
        *("--app-id", there["application_object_id"]),
        *(word for name, one in named.items() for word in ("--group-id", f"{name}={one}")),
    )


def test_rotation_from_another_machine_never_removes_what_its_journal_does_not_know(
    admin_session: AdminSession,
) -> None:
    ids, first = ids_of_status(admin_session), keys(admin_session.tenant)
    finish = admin_session.runs(
        "rotate-secret", "--finish", "--total-uses-new-secret", *ids, **elsewhere(admin_session)
    )
    assert finish.status == 0
    assert keys(admin_session.tenant) == first

    made = admin_session.runs(
        "rotate-secret", "--handoff", "new.totalhandoff", "--output", "json", *ids, **elsewhere(admin_session)
    )
    assert made.status == 5, made.err
    assert set(first) < set(keys(admin_session.tenant))
    finish = admin_session.runs(
        *("rotate-secret", "--finish", "--total-uses-new-secret", "--output", "json"), *ids, **elsewhere(admin_session)
    )
    assert finish.status == 5, finish.err
    (waiting,) = finish.document["blocked"]
    assert first[0] in waiting["sentence"]
    assert f"Secret ID {first[0]}" in waiting["remedy"]
    assert set(first) < set(keys(admin_session.tenant))


def test_status_and_teardown_from_another_machine_take_the_ids_from_the_environment(
    admin_session: AdminSession,
) -> None:
    ids = ids_of_status(admin_session)
    named = {"TOTAL_ONBOARD_APP_ID": ids[1], "TOTAL_ONBOARD_GROUP_ID": ids[3]}
    assert admin_session.runs("status", **elsewhere(admin_session)).status == 3
    assert admin_session.runs("status", **elsewhere(admin_session), **named).status == 0

    kept = admin_session.runs("teardown", "--groups", **elsewhere(admin_session), **named)
    assert kept.status == 5, kept.err
    assert admin_session.tenant.dump()["applications"] != {}, "only --delete-adopted deletes what an id names"
    shutil.rmtree(admin_session.home / "elsewhere")
    gone = admin_session.runs("teardown", "--groups", "--delete-adopted", **elsewhere(admin_session), **named)
    assert gone.status == 0, gone.err
    assert admin_session.tenant.dump()["applications"] == {}


def test_admins_and_sync_go_on_after_the_journal_is_lost(admin_session: AdminSession) -> None:
    ids = ids_of_status(admin_session)
    shutil.rmtree(admin_session.home / "state")
    for command in (("admins", "add", "bo@contoso.com"), ("admins", "list"), ("sync",)):
        refused = admin_session.runs(*command)
        assert refused.status == 3, command
        assert admin_session.runs(*command, *ids).status in (0, 5), command
