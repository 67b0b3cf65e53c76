"""The addresses to which Microsoft sends certificate notifications: set, compared, repaired, and removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from total_onboard.engine.journal.entry import Added
from total_onboard.engine.journal.journal import Journal

OURS = "entra@contoso.com"
SECOND = "ops@contoso.com"
OTHERS = "grace@contoso.com"
STEP = "notification-emails"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """An admin whose first setup named an address."""
    made = AdminSession(tmp_path_factory.mktemp("home"), session_with_rare_cycles())
    ended = made.runs("setup", "--notification-email", OURS, "--output", "json")
    assert ended.status == 0, ended.err
    made.resources = ended.document["resources"]
    yield made
    made.tenant.stop()


@pytest.fixture
def admin_session(shared: AdminSession) -> Iterator[AdminSession]:
    """Each test begins and ends with the address of the first setup alone."""
    replace(shared, OURS)
    yield shared


def addresses(session: AdminSession) -> list[str]:
    principal = session.tenant.store.service_principals.truth(session.resources["service_principal_id"])
    assert principal is not None
    return list(principal["notificationEmailAddresses"])


def replace(session: AdminSession, *emails: str) -> None:
    """As another administrator does it."""
    path = f"servicePrincipals/{session.resources['service_principal_id']}"
    session.portal.does("PATCH", path, {"notificationEmailAddresses": list(emails)})


def drift(document: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(one["step"], one["kind"], one["found"], one["expected"]) for one in document["drift"]]


def test_setup_with_an_address_sets_it_and_records_it(admin_session: AdminSession) -> None:
    assert addresses(admin_session) == [OURS]
    (path,) = (admin_session.home / "state").rglob("*.jsonl")
    added = [one.item for one in Journal(path).entries() if isinstance(one, Added) and one.step == STEP]
    assert added[0] == OURS


def test_setup_without_the_option_keeps_the_remembered_address(admin_session: AdminSession) -> None:
    writes = len(admin_session.writes)
    again = admin_session.runs("setup", "--output", "json")
    assert again.status == 0, again.err
    assert len(admin_session.writes) == writes
    assert [one["summary"] for one in again.document["changes"] if one["step"] == STEP] == [
        f"Certificate notifications go to {OURS}"
    ]
    assert admin_session.status()["exit_code"] == 0


def test_removed_address_is_drift_and_repair_adds_it_next_to_the_others(admin_session: AdminSession) -> None:
    replace(admin_session, OTHERS)
    found = admin_session.status("--who")
    assert found["exit_code"] == 7
    assert drift(found) == [(STEP, "differs", None, OURS), (STEP, "unmanaged", OTHERS, None)]
    changed = found["drift"][0]["changed"]
    assert (changed["by"], changed["activity"]) == ("ada@contoso.com", "Update service principal")
    assert changed["only"] == "the properties of the enterprise application"

    writes = len(admin_session.writes)
    repaired = admin_session.status("--repair")
    assert addresses(admin_session) == [OTHERS, OURS]
    principal = admin_session.resources["service_principal_id"]
    assert admin_session.writes[writes:] == [f"PATCH /servicePrincipals/{principal}"]
    assert drift(repaired) == [(STEP, "unmanaged", OTHERS, None)]
    assert f"--notification-email {OTHERS}" in repaired["drift"][0]["remedy"]


def test_setup_that_names_an_address_of_others_accepts_it(admin_session: AdminSession) -> None:
    replace(admin_session, OURS, OTHERS)
    named = ("--notification-email", OURS, "--notification-email", OTHERS)
    assert admin_session.runs("setup", *named).status == 0
    assert admin_session.status()["drift"] == []
    assert admin_session.runs("setup", "--notification-email", OURS).status == 0


def test_full_list_is_blocked_and_nothing_is_written(admin_session: AdminSession) -> None:
    full = [f"{name}@contoso.com" for name in ("a", "b", "c", "d", "e")]
    replace(admin_session, *full)
    writes = len(admin_session.writes)
    ended = admin_session.runs("setup", "--output", "json")
    assert ended.status == 5
    (blocked,) = ended.document["blocked"]
    assert f"can't go to {OURS}" in blocked["sentence"]
    assert len(admin_session.writes) == writes
    assert addresses(admin_session) == full


@pytest.mark.parametrize("wrong", ["ops", "@contoso.com", "ops@contoso", "ops team@contoso.com", "a@b@contoso.com"])
def test_setup_with_what_is_no_address_exits_with_2(admin_session: AdminSession, wrong: str) -> None:
    ended = admin_session.runs("setup", "--notification-email", wrong)
    assert ended.status == 2
    assert wrong in ended.err


def test_setup_with_more_addresses_than_microsoft_takes_exits_with_2(admin_session: AdminSession) -> None:
    many = [word for letter in "abcdef" for word in ("--notification-email", f"{letter}@contoso.com")]
    ended = admin_session.runs("setup", *many)
    assert ended.status == 2
    assert "6 notification emails" in ended.err


def test_adopting_setup_shows_the_addresses_and_its_teardown_removes_only_its_own(admin_session: AdminSession) -> None:
    elsewhere = {"TOTAL_ONBOARD_STATE_DIR": str(admin_session.home / "elsewhere")}
    adopting = ("setup", *admin_session.ids, "--notification-email", SECOND, "--output", "json")
    adopted = admin_session.runs(*adopting, **elsewhere)
    assert adopted.status == 0, adopted.err
    summaries = [one["summary"] for one in adopted.document["changes"]]
    assert f"This existing notification email stays: {OURS}" in summaries
    assert addresses(admin_session) == [OURS, SECOND]
    assert [one for one in admin_session.status(**elsewhere)["drift"] if one["step"] == STEP] == []

    removed = admin_session.runs("teardown", "--output", "json", **elsewhere)
    assert removed.status == 0, removed.err
    assert [one["summary"] for one in removed.document["changes"] if one["step"] == STEP] == [
        f"Send certificate notifications no longer to {SECOND}"
    ]
    assert addresses(admin_session) == [OURS]
