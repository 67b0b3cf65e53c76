"""Somebody becomes a member, is seen at TOTAL, is taken out and seen deactivated; the group is always as before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from signal import SIGINT, SIGTERM, Signals
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.conftest import Admin
from tests.e2e.conftest import ended as end_of
from tests.integration.verify.defects import Breaker
from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.cli_runner import CliResult
from total_onboard.engine.journal.entry import Stage
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import note_removal_test, open_removal_test
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.persona import Person, load_persona

pytestmark = pytest.mark.sweep

ADA, BO, CLEO = "ada@contoso.com", "bo@contoso.com", "cleo@contoso.com"
NAMES = ("whole", "twice", "refused", "late", "deaf", "killed", "stuck", "slow", "never", "next", "sigint", "sigterm")
PEOPLE = tuple(Person(name=name.title(), upn=f"{name}@contoso.com", mail=f"{name}@contoso.com") for name in NAMES)
LEAVER = Person(name="Dora Leaver", upn="dora@contoso.com", mail="dora@contoso.com", enabled=False)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    persona = load_persona("lenient-total")
    people = (*persona.people, *PEOPLE, LEAVER)
    with session_after_setup(
        tmp_path_factory.mktemp("home"), persona.model_copy(update={"people": people, "pace": 1.0})
    ) as made:
        yield made


@pytest.fixture
def run_removal_test(admin_session: AdminSession) -> Callable[..., CliResult]:
    def run(upn: str, *words: str, **environment: str | None) -> CliResult:
        named = ("--test-person", upn) if upn else ()
        return admin_session.runs("verify", "--output", "json", "--rehearse-removal", *named, *words, **environment)

    return run


@pytest.fixture(autouse=True)
def the_group_is_as_before(admin_session: AdminSession, other_admin: Breaker) -> Iterator[None]:
    before = members(admin_session, other_admin)
    yield
    assert members(admin_session, other_admin) == before


def members(admin_session: AdminSession, other_admin: Breaker) -> list[str]:
    return list(admin_session.tenant.store.members[other_admin.ids["group"]])


def verification(ended: CliResult) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in ended.document["verifications"] if one["id"] == "removal")
    return found


def account(admin_session: AdminSession, upn: str) -> Any:
    people = console_of(admin_session.tenant.store, admin_session.tenant.addresses.total).accounts.people()
    return next((one for one in people if one.user_name == upn), None)


def journal(admin_session: AdminSession) -> Journal:
    (file,) = admin_session.home.glob("state/*/*.jsonl")
    return Journal(file)


def test_the_person_comes_and_goes_and_each_part_says_how_long_it_took(
    admin_session: AdminSession, other_admin: Breaker, run_removal_test: Callable[..., CliResult]
) -> None:
    before = len(admin_session.writes)
    ended = run_removal_test("whole@contoso.com")
    shown = verification(ended)
    assert (ended.status, shown["outcome"]) == (5, "verified"), ended.err  # the client secret is not at hand
    assert [one["what"] for one in shown["timings"]] == ["added", "active", "removed", "deactivated"]
    assert sum(one["seconds"] for one in shown["timings"]) == pytest.approx(shown["seconds"], abs=0.3)
    assert account(admin_session, "whole@contoso.com").active is False
    group, person = other_admin.ids["group"], other_admin.person("whole@contoso.com")
    assert [one for one in admin_session.writes[before:] if "/synchronization/" not in one] == [
        f"PATCH /groups/{group}",
        f"DELETE /groups/{group}/members/{person}/$ref",
    ]
    assert open_removal_test(journal(admin_session).entries()) is None


def test_one_whom_total_knows_already_is_refused(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    assert verification(run_removal_test("twice@contoso.com"))["outcome"] == "verified"
    writes = len(admin_session.writes)
    ended = run_removal_test("twice@contoso.com")
    assert ended.status == 2
    assert "can't reactivate on demand" in ended.document["problems"][0]["message"]
    assert len(admin_session.writes) == writes


@pytest.mark.parametrize(
    ("upn", "says"),
    [
        (ADA, "is in TOTAL-Admin already"),
        (LEAVER.upn, "is disabled"),
        ("nobody@contoso.com", "not found in this tenant"),
    ],
)
def test_a_person_who_would_lose_a_right_or_show_nothing_is_refused(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult], upn: str, says: str
) -> None:
    writes = len(admin_session.writes)
    ended = run_removal_test(upn)
    (problem,) = ended.document["problems"]
    assert (ended.status, len(admin_session.writes)) == (2, writes)
    assert says in problem["message"]
    assert "--test-person" in problem["remedy"]


def test_one_who_is_assigned_directly_would_stay_and_is_refused(
    admin_session: AdminSession, other_admin: Breaker, run_removal_test: Callable[..., CliResult]
) -> None:
    other_admin.assign_cleo_directly()
    ended = run_removal_test(CLEO)
    other_admin.unassign_cleo()
    assert ended.status == 2
    assert "assigned to TOTAL directly too" in ended.document["problems"][0]["message"]


def test_where_nobody_is_named_a_practice_tenant_chooses_one_who_can_be(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    found = verification(run_removal_test(""))
    assert found["outcome"] == "verified"
    assert found["found"].startswith(BO)


def test_nobody_is_added_where_totals_end_cannot_be_seen(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    writes = len(admin_session.writes)
    ended = run_removal_test("never@contoso.com", TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert (ended.status, verification(ended)["outcome"]) == (5, "inconclusive")
    assert "Skipped: requires" in verification(ended)["found"]
    assert not [one for one in admin_session.writes[writes:] if "/groups/" in one]


def test_whom_total_refuses_is_taken_out_again_and_the_next_removal_test_is_free(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    admin_session.tenant.faults.add(
        {"kind": "status", "host": "total", "method": "POST", "path": ".*/Users", "status": 400, "times": 9}
    )
    ended = run_removal_test("refused@contoso.com", TOTAL_ONBOARD_VERIFICATION_SECONDS="2")
    assert (ended.status, verification(ended)["outcome"]) == (1, "failed")
    assert "was not provisioned" in verification(ended)["found"]
    assert open_removal_test(journal(admin_session).entries()) is None


def test_a_total_that_does_not_obey_is_found_out(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    admin_session.tenant.faults.add(
        {"kind": "status", "host": "total", "method": "PATCH", "path": ".*/Users/.*", "status": 204, "times": 9}
    )
    ended = run_removal_test("deaf@contoso.com", TOTAL_ONBOARD_VERIFICATION_SECONDS="2")
    assert (ended.status, verification(ended)["outcome"]) == (1, "failed")
    assert "at TOTAL the account is still active" in verification(ended)["found"]
    assert "ignores active = false" in verification(ended)["remedy"]
    admin_session.tenant.faults.clear()
    account(admin_session, "deaf@contoso.com").active = False
    assert verification(run_removal_test("deaf@contoso.com"))["outcome"] == "verified"


def test_what_is_not_deactivated_on_demand_is_awaited_until_the_next_cycle(
    admin_session: AdminSession, other_admin: Breaker, run_removal_test: Callable[..., CliResult]
) -> None:
    end_the_first_cycle(other_admin)
    keeper = threading.Thread(target=keep_assigned_until_a_cycle, args=(admin_session, other_admin, "slow@contoso.com"))
    keeper.start()
    ended = run_removal_test("slow@contoso.com", TOTAL_ONBOARD_VERIFICATION_SECONDS="2")
    keeper.join()
    assert verification(ended)["outcome"] == "verified", verification(ended)


def test_one_whom_a_killed_run_left_in_the_group_is_told_by_status_and_taken_out_by_the_same_command(
    admin_session: AdminSession, other_admin: Breaker, run_removal_test: Callable[..., CliResult]
) -> None:
    person = other_admin.person("killed@contoso.com")
    note_removal_test(journal(admin_session), person, "killed@contoso.com", Stage.STARTED)
    assert admin_session.runs("admins", "add", "killed@contoso.com", "--output", "json").status == 0
    assert admin_session.runs("sync", "--output", "json").status == 0
    (drift,) = admin_session.status()["drift"]
    assert (drift["found"], drift["kind"]) == ("killed@contoso.com", "unmanaged")
    assert "verify --rehearse-removal" in drift["remedy"]
    blind = run_removal_test("never@contoso.com", TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert verification(blind)["outcome"] == "inconclusive"
    assert person not in members(admin_session, other_admin), "whatever else is not proven"
    ended = run_removal_test("never@contoso.com")
    assert verification(ended)["outcome"] == "verified"
    assert "killed@contoso.com, left by an interrupted removal test" in verification(ended)["found"]
    assert account(admin_session, "killed@contoso.com").active is False
    assert admin_session.status()["exit_code"] == 0


def test_one_who_was_deleted_since_holds_nobody_up(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    note_removal_test(journal(admin_session), str(uuid4()), "deleted@contoso.com", Stage.REMOVED)
    assert verification(run_removal_test("next@contoso.com"))["found"].startswith("next@contoso.com was added")


def test_one_who_cannot_be_taken_out_is_a_failure_that_names_the_command(
    admin_session: AdminSession, run_removal_test: Callable[..., CliResult]
) -> None:
    admin_session.tenant.faults.add(
        {"kind": "status", "method": "DELETE", "path": ".*/members/.*", "status": 403, "times": 9, "error": "No"}
    )
    ended = run_removal_test("stuck@contoso.com")
    admin_session.tenant.faults.clear()
    assert (ended.status, verification(ended)["outcome"]) == (1, "failed")
    assert "could not be removed from TOTAL-Admin again" in verification(ended)["found"]
    assert "verify --rehearse-removal --test-person stuck@contoso.com" in verification(ended)["remedy"]
    assert verification(run_removal_test("stuck@contoso.com"))["outcome"] == "verified"


def end_the_first_cycle(other_admin: Breaker) -> None:
    """From then on the job shows when the next one begins."""
    run_a_cycle(other_admin)
    wait_for(lambda: other_admin.job().last_execution)


def run_a_cycle(other_admin: Breaker) -> None:
    other_admin.job().next_run_at = 0.0


def keep_assigned_until_a_cycle(admin_session: AdminSession, other_admin: Breaker, upn: str) -> None:
    """While the person is assigned directly too, no order on demand deactivates; the cycle after that does."""
    person = other_admin.person(upn)
    while not (there := account(admin_session, upn)) or not there.active:
        time.sleep(0.02)
    other_admin.assign(person)
    while person in members(admin_session, other_admin):
        time.sleep(0.02)
    ordered = orders(admin_session)
    while orders(admin_session) == ordered or not job_is_read_after_the_last_order(admin_session):
        time.sleep(0.02)
    other_admin.unassign(person)
    run_a_cycle(other_admin)


def job_is_read_after_the_last_order(admin_session: AdminSession) -> bool:
    """Whether the command has given up on demand, and asks when the next cycle comes."""
    paths = [one.path for one in admin_session.tenant.requests if one.until]
    last_order = max(at for at, path in enumerate(paths) if path.endswith("/provisionOnDemand"))
    return any("/synchronization/jobs/" in path and path.count("/") == 6 for path in paths[last_order + 1 :])


def orders(admin_session: AdminSession) -> int:
    return sum(one.path.endswith("/provisionOnDemand") and bool(one.until) for one in admin_session.tenant.requests)


@pytest.mark.parametrize("stop", [SIGINT, SIGTERM])
def test_stopped_in_the_middle_the_person_is_out_and_the_same_command_sees_to_the_rest(
    admin_session: AdminSession, other_admin: Breaker, run_removal_test: Callable[..., CliResult], stop: int
) -> None:
    upn = f"{Signals(stop).name.lower()}@contoso.com"
    admin = Admin(admin_session.home, admin_session.tenant)
    words = ("verify", "--output", "json", "--rehearse-removal", "--test-person", upn)
    running = admin.begins(*words, TOTAL_ONBOARD_STATE_DIR=str(admin_session.home / "state"))
    wait_for(lambda: other_admin.person(upn) in members(admin_session, other_admin))
    running.send_signal(stop)
    end = end_of(running)
    (problem,) = end.document["problems"]
    assert (end.status, problem["code"]) == (130, "interrupted")
    assert problem["message"] == f"Interrupted; {upn} was removed from the admin group again."
    assert "same command again" in problem["remedy"]
    assert other_admin.person(upn) not in members(admin_session, other_admin)
    run_removal_test(upn)
    assert open_removal_test(journal(admin_session).entries()) is None
    there = account(admin_session, upn)
    assert there is None or there.active is False


def wait_for(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 90
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)
