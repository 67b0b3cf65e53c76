"""The admin group at TOTAL now, as an admin sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.verify.defects import Breaker
from tests.support.admin_session import AdminSession, session_after_setup
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.persona import Person, load_persona
from total_onboard.sandbox.provisioning.job import Job

TEAM = tuple(
    Person(name=f"Admin {number}", upn=f"admin{number}@contoso.com", mail=f"admin{number}@contoso.com")
    for number in range(6)
)
BLIND = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}
LEAVER = Person(name="Dora Leaver", upn="dora@contoso.com", mail="dora@contoso.com", enabled=False)


@pytest.fixture
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    persona = load_persona("ready")
    persona = persona.model_copy(update={"people": (*persona.people, *TEAM, LEAVER), "pace": 1.0})
    with session_after_setup(tmp_path_factory.mktemp("home"), persona) as made:
        yield made


def account(admin_session: AdminSession, upn: str) -> Any:
    accounts = console_of(admin_session.tenant.store, admin_session.tenant.addresses.total).accounts.people()
    return next(one for one in accounts if one.user_name == upn)


def people(admin_session: AdminSession, **environment: str | None) -> tuple[int, dict[str, str], str]:
    ended = admin_session.runs("sync", "--output", "json", **environment)
    found = {one["user_principal_name"]: one["outcome"] for one in ended.document["people"]}
    return ended.status, found, ended.err


def refuse_people_at_total(admin_session: AdminSession, status: int, method: str, times: int) -> None:
    admin_session.tenant.faults.add(
        {"kind": "status", "host": "total", "method": method, "path": ".*/Users", "status": status, "times": times}
    )


def orders(admin_session: AdminSession) -> list[float]:
    return [one.at for one in admin_session.tenant.requests if one.path.endswith("/provisionOnDemand")]


def test_everybody_of_the_group_stands_at_total_in_the_end(admin_session: AdminSession) -> None:
    added = admin_session.runs("admins", "add", *(person.upn for person in (*TEAM, LEAVER)), "--output", "json")
    assert added.status == 0, added.err
    before = len(orders(admin_session))
    status, found, said = people(admin_session)
    assert status == 0, said
    assert found == {"ada@contoso.com": "arrived", "dora@contoso.com": "left-out"} | {
        person.upn: "arrived" for person in TEAM
    }
    accounts = console_of(admin_session.tenant.store, admin_session.tenant.addresses.total).accounts.people()
    assert {account.user_name for account in accounts} >= {person.upn for person in TEAM}
    first, second = orders(admin_session)[before:]
    assert second - first >= 1.9


def test_one_whom_total_refuses_is_told_with_the_reason_and_the_others_arrive(admin_session: AdminSession) -> None:
    admin_session.runs("admins", "add", TEAM[0].upn, "--output", "json")
    refuse_people_at_total(admin_session, 400, "POST", 9)
    ended = admin_session.runs("sync", "--output", "json")
    assert ended.status == 5
    outcomes = {one["user_principal_name"]: one for one in ended.document["people"]}
    assert outcomes["ada@contoso.com"]["outcome"] == "arrived"
    assert outcomes[TEAM[0].upn]["outcome"] == "refused"
    assert outcomes[TEAM[0].upn]["reason"].startswith("TOTAL refused the person")


def test_one_whom_total_refuses_is_told_where_nobody_can_look_too(admin_session: AdminSession) -> None:
    admin_session.runs("admins", "add", TEAM[0].upn, "--output", "json")
    refuse_people_at_total(admin_session, 400, "POST", 9)
    ended = admin_session.runs("sync", "--output", "json", **BLIND)
    outcomes = {one["user_principal_name"]: one["outcome"] for one in ended.document["people"]}
    assert (ended.status, outcomes) == (5, {"ada@contoso.com": "arrived", TEAM[0].upn: "refused"})


def test_an_account_that_is_deactivated_at_total_has_not_arrived(admin_session: AdminSession) -> None:
    account(admin_session, "ada@contoso.com").active = False
    refuse_people_at_total(admin_session, 204, "PATCH", 99)
    ended = admin_session.runs("sync", "--output", "json", TOTAL_ONBOARD_VERIFICATION_SECONDS="1")
    (ada,) = ended.document["people"]
    assert (ended.status, ada["outcome"]) == (5, "pending")
    assert "does not show the person as active yet" in ada["reason"]


def test_someone_stands_at_total_under_whatever_name_with_the_right_identifier(admin_session: AdminSession) -> None:
    account(admin_session, "ada@contoso.com").user_name = "A.Lovelace"
    assert people(admin_session)[:2] == (0, {"ada@contoso.com": "arrived"})


def test_one_look_that_totals_end_cannot_answer_ends_nothing(admin_session: AdminSession) -> None:
    refuse_people_at_total(admin_session, 503, "GET", 3)
    assert people(admin_session)[:2] == (0, {"ada@contoso.com": "arrived"})


def test_where_totals_end_keeps_this_machine_out_microsofts_word_is_taken(admin_session: AdminSession) -> None:
    status, found, said = people(admin_session, TOTAL_ONBOARD_SCIM_URL="https://localhost:1/scim/v2")
    assert (status, found) == (0, {"ada@contoso.com": "arrived"})
    assert "the result relies on what Microsoft reports" in said


def test_comparison_that_totals_end_cannot_answer_is_incomplete(admin_session: AdminSession) -> None:
    listing = {"kind": "status", "host": "total", "method": "GET", "path": ".*/Groups", "status": 500, "times": 99}
    admin_session.tenant.faults.add(listing)
    ended = admin_session.runs("sync", "--output", "json")
    assert (ended.status, "still_active" in ended.document) == (5, False)
    assert "Unknown who should no longer be active at TOTAL" in ended.err


def test_a_wrong_scim_token_is_told_before_anything_is_ordered(admin_session: AdminSession) -> None:
    before = len(orders(admin_session))
    ended = admin_session.runs("sync", "--output", "json", TOTAL_ONBOARD_SCIM_TOKEN="wrong")
    assert (ended.status, len(orders(admin_session))) == (3, before)
    assert "refuses the SCIM token" in ended.document["problems"][0]["message"]


def test_without_a_job_it_says_what_to_do_first(admin_session: AdminSession) -> None:
    ended = admin_session.runs("sync", "--output", "json", "--application-name", "Another")
    assert ended.status == 3
    assert "Run total-onboard setup first" in ended.document["problems"][0]["remedy"]


def deactivate_ada_by_a_cycle(admin_session: AdminSession) -> Job:
    """Leave the account and the job as the cycle leaves them that finds the person out of scope."""
    job, ada = Breaker(admin_session).job(), account(admin_session, "ada@contoso.com")
    ada.active = False
    (link,) = [one for one in job.links.values() if one.target_id == ada.id]
    link.values["active"] = "False"
    return job


def test_sync_change_that_only_the_flag_allows_waits_for_the_next_cycle(admin_session: AdminSession) -> None:
    deactivate_ada_by_a_cycle(admin_session)
    ended = admin_session.runs("sync", "--output", "json", TOTAL_ONBOARD_VERIFICATION_SECONDS="1")
    (ada,) = ended.document["people"]
    assert (ended.status, ada["outcome"]) == (5, "pending")
    assert "provisioning on demand ignores aadOptscim062020" in ada["reason"]
    assert "the next cycle sends it again" in ada["reason"]


@pytest.mark.parametrize(("cycle_comes", "outcome"), [(True, "verified"), (False, "inconclusive")])
def test_verify_change_that_only_the_flag_allows_waits_for_the_next_cycle(
    admin_session: AdminSession, cycle_comes: bool, outcome: str
) -> None:
    job = deactivate_ada_by_a_cycle(admin_session)
    if cycle_comes:
        job.next_run_at = 0.0
    ended = admin_session.runs(
        "verify", "--output", "json", TOTAL_ONBOARD_VERIFICATION_SECONDS="20" if cycle_comes else "1"
    )
    (member,) = [one for one in ended.document["verifications"] if one["id"] == "member"]
    assert member["outcome"] == outcome, member
    assert ("aadOptscim062020" in member["found"]) is not cycle_comes
    assert account(admin_session, "ada@contoso.com").active is cycle_comes
