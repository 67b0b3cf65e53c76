"""The people of the admin group: looked up, shown, added, removed, each with what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.admins.conftest import UNUSUAL
from tests.status.desk import DeskOfAdmin
from tests.typed import Ended
from total_onboard.sandbox.persona import load_persona

QUESTIONS = [(100, 7), pytest.param(5000, 6, marks=[pytest.mark.sweep, pytest.mark.timeout(600)])]
"""By fifteen names each, or 999 people on each page, whichever are fewer."""


def admins(desk: DeskOfAdmin, *words: str, **environment: str | None) -> Ended:
    return desk.runs("admins", *words, "--output", "json", **environment)


def outcomes(ended: Ended) -> dict[str, str]:
    people: list[dict[str, Any]] = ended.document["admins"]
    return {person["user_principal_name"] or person["said"]: person["outcome"] for person in people}


def members(desk: DeskOfAdmin) -> list[str]:
    store = desk.tenant.store
    names = {user["id"]: user["userPrincipalName"] for user in store.users.all_true()}
    return [names[one] for one in store.members[desk.resources["admin_group_id"]]]


def questions_about_people(desk: DeskOfAdmin, since: int) -> int:
    return sum(one.path.endswith("/users") for one in desk.tenant.requests[since:])


def person(desk: DeskOfAdmin, upn: str) -> str:
    return next(str(user["id"]) for user in desk.tenant.store.users.all_true() if user["userPrincipalName"] == upn)


def test_people_are_named_by_upn_mail_or_object_id_in_whichever_case(desk: DeskOfAdmin) -> None:
    ended = admins(desk, "add", "BO.andersson@contoso.com", person(desk, "cleo@contoso.com"), "Nils@Contoso.com")
    assert ended.status == 0, ended.err
    assert outcomes(ended) == dict.fromkeys(("bo@contoso.com", "cleo@contoso.com", "nils@contoso.com"), "added")
    assert members(desk) == ["ada@contoso.com", "bo@contoso.com", "cleo@contoso.com", "nils@contoso.com"]


def test_who_is_unusual_is_shown_before_and_in_the_list(desk: DeskOfAdmin) -> None:
    ended = admins(desk, "add", "gus@partner.com", "dora@contoso.com", "nils@contoso.com")
    assert "(guest)" in ended.err and "(account disabled)" in ended.err and "(no mail address)" in ended.err
    writes = len(desk.writes)
    listed = {one["name"]: one["remarks"] for one in admins(desk, "list").document["admins"]}
    assert listed["Gus Partner"] == ["guest"]
    assert listed["Dora Leaver"] == ["account disabled"]
    assert listed["Nils Ohne"] == ["no mail address"]
    assert listed["Ada Lindqvist"] == []
    assert len(desk.writes) == writes


def test_who_is_unusual_is_shown_before_however_many_there_are(tmp_path: Path) -> None:
    """Twenty like all others come first in the file."""
    persona = load_persona("ready")
    persona = persona.model_copy(update={"crowd": 30, "people": (*persona.people, *UNUSUAL)})
    desk = DeskOfAdmin(tmp_path, persona)
    try:
        desk.sets_up()
        names = [*(f"person{number:06}@contoso.com" for number in range(30)), *(one.upn for one in UNUSUAL)]
        (tmp_path / "people.txt").write_text("\n".join(names), encoding="utf-8")
        ended = admins(desk, "add", "--from", "people.txt")
        for remark in ("(guest)", "(account disabled)", "(no mail address)"):
            assert remark in ended.err
        assert "and 13 more, about whom there is nothing unusual" in ended.err
    finally:
        desk.tenant.stop()


def test_who_is_in_already_is_fine_and_nothing_is_sent(desk: DeskOfAdmin) -> None:
    writes = len(desk.writes)
    ended = admins(desk, "add", "ada@contoso.com")
    assert (ended.status, outcomes(ended)) == (0, {"ada@contoso.com": "already a member"})
    assert len(desk.writes) == writes


def test_somebody_unknown_is_told_and_does_not_keep_the_others_out(desk: DeskOfAdmin) -> None:
    ended = admins(desk, "add", "bo@contoso.com", "nobody@contoso.com")
    assert ended.status == 5
    assert outcomes(ended) == {"bo@contoso.com": "added", "nobody@contoso.com": "unknown"}


def test_one_typo_is_unknown_and_does_not_end_it_for_the_others(desk: DeskOfAdmin) -> None:
    """Graph refuses a whole question in which one word is no id."""
    ended = admins(desk, "add", person(desk, "bo@contoso.com"), "cleo@contoso.com", "adda", "no.body")
    assert ended.status == 5, ended.err
    assert outcomes(ended) == {
        "bo@contoso.com": "added", "cleo@contoso.com": "added", "adda": "unknown", "no.body": "unknown",
    }  # fmt: skip


def test_where_nobody_is_known_it_is_a_bad_value(desk: DeskOfAdmin) -> None:
    ended = admins(desk, "add", "nobody@contoso.com")
    assert (ended.status, ended.document["problems"][0]["code"]) == (2, "bad-value")


def test_one_whom_graph_refuses_does_not_keep_the_other_nineteen_out(desk: DeskOfAdmin) -> None:
    refusal = {"kind": "status", "method": "PATCH", "path": ".*/groups/[^/]*", "status": 400}
    desk.tenant.faults.add(
        {**refusal, "error": "Request_BadRequest", "message": "One of them cannot be added."},
        {**refusal, "nth": 3, "error": "Request_BadRequest", "message": "This person cannot be added."},
    )
    ended = admins(desk, "add", "bo@contoso.com", "cleo@contoso.com", "nils@contoso.com")
    assert ended.status == 5, ended.err
    assert sorted(outcomes(ended).values()) == ["added", "added", "refused"]
    assert "This person cannot be added" in next(one["reason"] for one in ended.document["admins"] if one["reason"])


def test_the_last_admin_needs_an_option_of_its_own_beside_yes(desk: DeskOfAdmin) -> None:
    writes = len(desk.writes)
    refused = admins(desk, "remove", "ada@contoso.com", "--yes")
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "last-admin")
    assert "nobody who can administer TOTAL" in refused.document["problems"][0]["message"]
    assert "--allow-last-admin" in refused.document["problems"][0]["remedy"]
    unconfirmed = desk.types("admins", "remove", "ada@contoso.com", "--allow-last-admin", "--output", "json")
    assert (unconfirmed.status, unconfirmed.document["problems"][0]["code"]) == (2, "confirmation-needed")
    assert len(desk.writes) == writes
    removed = admins(desk, "remove", "ada@contoso.com", "--allow-last-admin")
    assert removed.status == 0 and "your own access" in removed.err
    assert members(desk) == []


def test_a_disabled_account_does_not_count_as_the_last_admin(desk: DeskOfAdmin) -> None:
    admins(desk, "add", "dora@contoso.com")
    refused = admins(desk, "remove", "ada@contoso.com")
    assert "nobody who can administer TOTAL" in refused.document["problems"][0]["message"]


def test_others_are_removed_and_who_was_none_is_told(desk: DeskOfAdmin) -> None:
    admins(desk, "add", "bo@contoso.com")
    ended = admins(desk, "remove", "bo@contoso.com", "cleo@contoso.com")
    assert (ended.status, outcomes(ended)) == (0, {"bo@contoso.com": "removed", "cleo@contoso.com": "not a member"})
    assert members(desk) == ["ada@contoso.com"]


def test_a_group_within_the_group_is_removed_by_the_id_that_the_list_shows(desk: DeskOfAdmin) -> None:
    nested = desk.portal.makes_a_group("Help Desk")["id"]
    desk.tenant.store.members[desk.resources["admin_group_id"]].append(nested)
    shown = next(one for one in admins(desk, "list").document["admins"] if one["name"] == "Help Desk")
    ended = admins(desk, "remove", shown["id"])
    assert (ended.status, [one["outcome"] for one in ended.document["admins"]]) == (0, ["removed"]), ended.err
    assert members(desk) == ["ada@contoso.com"]
    assert admins(desk, "add", nested).status == 2, "a group is nobody who could administer"


def test_without_a_set_up_it_says_what_to_do_first(desk: DeskOfAdmin) -> None:
    ended = admins(desk, "list", "--application-name", "Another")
    assert (ended.status, ended.document["problems"][0]["code"]) == (3, "prerequisite-missing")


@pytest.mark.parametrize(("crowd", "questions"), QUESTIONS)
def test_a_crowd_is_added_by_the_twenty_and_read_page_by_page(tmp_path: Path, crowd: int, questions: int) -> None:
    desk = DeskOfAdmin(tmp_path, load_persona("ready").model_copy(update={"crowd": crowd}))
    try:
        desk.sets_up()
        file = tmp_path / "people.txt"
        file.write_text("\n".join(f"person{number:06}@contoso.com" for number in range(crowd)), encoding="utf-8")
        writes, since = len(desk.writes), len(desk.tenant.requests)
        ended = admins(desk, "add", "--from", str(file))
        assert ended.status == 0, ended.err
        assert len(desk.writes) - writes == crowd / 20
        assert questions_about_people(desk, since) == questions
        assert len(admins(desk, "list").document["admins"]) == crowd + 1
        again = admins(desk, "add", "--from", str(file))
        assert set(outcomes(again).values()) == {"already a member"}
        assert len(desk.writes) - writes == crowd / 20
    finally:
        desk.tenant.stop()


@pytest.mark.parametrize("deed", ["add", "remove"])
def test_naming_nobody_is_wrong_usage(desk: DeskOfAdmin, deed: str) -> None:
    assert admins(desk, deed).status == 2
