"""The admin group at TOTAL now, as an admin sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.status.desk import DeskOfAdmin
from total_onboard.sandbox.console.console import console_of
from total_onboard.sandbox.persona import Person, load_persona

TEAM = tuple(
    Person(name=f"Admin {number}", upn=f"admin{number}@contoso.com", mail=f"admin{number}@contoso.com")
    for number in range(6)
)
LEAVER = Person(name="Dora Leaver", upn="dora@contoso.com", mail="dora@contoso.com", enabled=False)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOfAdmin]:
    persona = load_persona("ready")
    persona = persona.model_copy(update={"people": (*persona.people, *TEAM, LEAVER), "pace": 1.0})
    made = DeskOfAdmin(tmp_path_factory.mktemp("home"), persona)
    made.sets_up()
    yield made
    made.tenant.stop()


def people(desk: DeskOfAdmin) -> tuple[int, dict[str, str], str]:
    ended = desk.runs("sync", "--output", "json")
    found = {one["user_principal_name"]: one["outcome"] for one in ended.document["people"]}
    return ended.status, found, ended.err


def orders(desk: DeskOfAdmin) -> list[float]:
    return [one.at for one in desk.tenant.requests if one.path.endswith("/provisionOnDemand")]


def test_everybody_of_the_group_stands_at_total_in_the_end(desk: DeskOfAdmin) -> None:
    added = desk.runs("admins", "add", *(person.upn for person in (*TEAM, LEAVER)), "--output", "json")
    assert added.status == 0, added.err
    before = len(orders(desk))
    status, found, said = people(desk)
    assert status == 0, said
    assert found == {"ada@contoso.com": "arrived", "dora@contoso.com": "left-out"} | {
        person.upn: "arrived" for person in TEAM
    }
    accounts = console_of(desk.tenant.store, desk.tenant.addresses.total).accounts.people()
    assert {account.user_name for account in accounts} >= {person.upn for person in TEAM}
    first, second = orders(desk)[before:]
    assert second - first >= 1.9


def test_one_whom_total_refuses_is_told_with_the_reason_and_the_others_arrive(desk: DeskOfAdmin) -> None:
    desk.runs("admins", "add", TEAM[0].upn, "--output", "json")
    desk.tenant.faults.add(
        {"kind": "status", "host": "total", "method": "POST", "path": ".*/Users", "status": 400, "times": 9}
    )
    ended = desk.runs("sync", "--output", "json")
    assert ended.status == 5
    outcomes = {one["user_principal_name"]: one for one in ended.document["people"]}
    assert outcomes["ada@contoso.com"]["outcome"] == "arrived"
    assert outcomes[TEAM[0].upn]["outcome"] == "refused"
    assert outcomes[TEAM[0].upn]["reason"].startswith("TOTAL refused the person")


def test_without_a_job_it_says_what_to_do_first(desk: DeskOfAdmin) -> None:
    ended = desk.runs("sync", "--output", "json", "--application-name", "Another")
    assert ended.status == 3
    assert "Run total-onboard setup first" in ended.document["problems"][0]["remedy"]
