"""The people of the admin group: looked up, shown, added, removed, each with what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.admins.conftest import UNUSUAL
from tests.support.admin_session import AdminSession
from tests.support.cli_runner import CliResult
from total_onboard.sandbox.persona import load_persona

QUESTIONS = [(100, 7), pytest.param(5000, 6, marks=[pytest.mark.sweep, pytest.mark.timeout(600)])]
"""By fifteen names each, or 999 people on each page, whichever are fewer."""


def admins(admin_session: AdminSession, *words: str, **environment: str | None) -> CliResult:
    return admin_session.runs("admins", *words, "--output", "json", **environment)


def outcomes(ended: CliResult) -> dict[str, str]:
    people: list[dict[str, Any]] = ended.document["admins"]
    return {person["user_principal_name"] or person["given"]: person["outcome"] for person in people}


def members(admin_session: AdminSession) -> list[str]:
    store = admin_session.tenant.store
    names = {user["id"]: user["userPrincipalName"] for user in store.users.all_current()}
    return [names[one] for one in store.members[admin_session.resources["admin_group_id"]]]


def questions_about_people(admin_session: AdminSession, since: int) -> int:
    return sum(one.path.endswith("/users") for one in admin_session.tenant.requests[since:])


def person(admin_session: AdminSession, upn: str) -> str:
    return next(
        str(user["id"]) for user in admin_session.tenant.store.users.all_current() if user["userPrincipalName"] == upn
    )


def test_people_are_named_by_upn_mail_or_object_id_in_whichever_case(admin_session: AdminSession) -> None:
    ended = admins(
        admin_session, "add", "BO.andersson@contoso.com", person(admin_session, "cleo@contoso.com"), "Nils@Contoso.com"
    )
    assert ended.status == 0, ended.err
    assert outcomes(ended) == dict.fromkeys(("bo@contoso.com", "cleo@contoso.com", "nils@contoso.com"), "added")
    assert members(admin_session) == ["ada@contoso.com", "bo@contoso.com", "cleo@contoso.com", "nils@contoso.com"]


def test_who_is_unusual_is_shown_before_and_in_the_list(admin_session: AdminSession) -> None:
    ended = admin_session.runs("admins", "add", "gus@partner.com", "dora@contoso.com", "nils@contoso.com")
    assert "(guest)" in ended.err and "(account disabled)" in ended.err and "(no mail address)" in ended.err
    writes = len(admin_session.writes)
    listed = {one["name"]: one["remarks"] for one in admins(admin_session, "list").document["admins"]}
    assert listed["Gus Partner"] == ["guest"]
    assert listed["Dora Leaver"] == ["account disabled"]
    assert listed["Nils Ohne"] == ["no mail address"]
    assert listed["Ada Lindqvist"] == []
    assert len(admin_session.writes) == writes


def test_who_is_unusual_is_shown_before_however_many_there_are(tmp_path: Path) -> None:
    """Twenty like all others come first in the file."""
    persona = load_persona("ready")
    persona = persona.model_copy(update={"crowd": 30, "people": (*persona.people, *UNUSUAL)})
    admin_session = AdminSession(tmp_path, persona)
    try:
        admin_session.sets_up()
        names = [*(f"person{number:06}@contoso.com" for number in range(30)), *(one.upn for one in UNUSUAL)]
        (tmp_path / "people.txt").write_text("\n".join(names), encoding="utf-8")
        ended = admin_session.runs("admins", "add", "--from", "people.txt")
        for remark in ("(guest)", "(account disabled)", "(no mail address)"):
            assert remark in ended.err
        assert "and 13 more, all without remarks" in ended.err
    finally:
        admin_session.tenant.stop()


def test_who_is_in_already_is_fine_and_nothing_is_sent(admin_session: AdminSession) -> None:
    writes = len(admin_session.writes)
    ended = admins(admin_session, "add", "ada@contoso.com")
    assert (ended.status, outcomes(ended)) == (0, {"ada@contoso.com": "already a member"})
    assert len(admin_session.writes) == writes


def test_someone_unknown_is_told_and_does_not_keep_the_others_out(admin_session: AdminSession) -> None:
    ended = admins(admin_session, "add", "bo@contoso.com", "nobody@contoso.com")
    assert ended.status == 5
    assert outcomes(ended) == {"bo@contoso.com": "added", "nobody@contoso.com": "unknown"}


def test_one_typo_is_unknown_and_does_not_end_it_for_the_others(admin_session: AdminSession) -> None:
    """Graph refuses a whole question in which one word is no id."""
    ended = admins(admin_session, "add", person(admin_session, "bo@contoso.com"), "cleo@contoso.com", "adda", "no.body")
    assert ended.status == 5, ended.err
    assert outcomes(ended) == {
        "bo@contoso.com": "added", "cleo@contoso.com": "added", "adda": "unknown", "no.body": "unknown",
    }  # fmt: skip


def test_where_nobody_is_known_it_is_a_bad_value(admin_session: AdminSession) -> None:
    ended = admins(admin_session, "add", "nobody@contoso.com")
    assert (ended.status, ended.document["problems"][0]["code"]) == (2, "bad-value")


def test_one_whom_graph_refuses_does_not_keep_the_other_nineteen_out(admin_session: AdminSession) -> None:
    refusal = {"kind": "status", "method": "PATCH", "path": ".*/groups/[^/]*", "status": 400}
    admin_session.tenant.faults.add(
        {**refusal, "error": "Request_BadRequest", "message": "One of them cannot be added."},
        {**refusal, "nth": 3, "error": "Request_BadRequest", "message": "This person cannot be added."},
    )
    ended = admins(admin_session, "add", "bo@contoso.com", "cleo@contoso.com", "nils@contoso.com")
    assert ended.status == 5, ended.err
    assert sorted(outcomes(ended).values()) == ["added", "added", "refused"]
    assert "This person cannot be added" in next(one["reason"] for one in ended.document["admins"] if one["reason"])


def test_the_last_admin_needs_an_option_of_its_own_beside_yes(admin_session: AdminSession) -> None:
    writes = len(admin_session.writes)
    refused = admins(admin_session, "remove", "ada@contoso.com", "--yes")
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "last-admin")
    assert "nobody who can administer TOTAL" in refused.document["problems"][0]["message"]
    assert "--allow-last-admin" in refused.document["problems"][0]["remedy"]
    unconfirmed = admin_session.types("admins", "remove", "ada@contoso.com", "--allow-last-admin", "--output", "json")
    assert (unconfirmed.status, unconfirmed.document["problems"][0]["code"]) == (2, "confirmation-needed")
    assert len(admin_session.writes) == writes
    removed = admin_session.runs("admins", "remove", "ada@contoso.com", "--allow-last-admin")
    assert removed.status == 0 and "You remove yourself" in removed.err and "admins add ada@contoso.com" in removed.err
    assert members(admin_session) == []


def test_a_disabled_account_does_not_count_as_the_last_admin(admin_session: AdminSession) -> None:
    admins(admin_session, "add", "dora@contoso.com")
    refused = admins(admin_session, "remove", "ada@contoso.com")
    assert "nobody who can administer TOTAL" in refused.document["problems"][0]["message"]


def test_others_are_removed_and_who_was_none_is_told(admin_session: AdminSession) -> None:
    admins(admin_session, "add", "bo@contoso.com")
    ended = admins(admin_session, "remove", "bo@contoso.com", "cleo@contoso.com")
    assert (ended.status, outcomes(ended)) == (0, {"bo@contoso.com": "removed", "cleo@contoso.com": "not a member"})
    assert members(admin_session) == ["ada@contoso.com"]


def test_a_group_within_the_group_is_removed_by_the_id_that_the_list_shows(admin_session: AdminSession) -> None:
    nested = admin_session.portal.create_group_in_portal("Help Desk")["id"]
    admin_session.tenant.store.members[admin_session.resources["admin_group_id"]].append(nested)
    shown = next(one for one in admins(admin_session, "list").document["admins"] if one["name"] == "Help Desk")
    ended = admins(admin_session, "remove", shown["id"])
    assert (ended.status, [one["outcome"] for one in ended.document["admins"]]) == (0, ["removed"]), ended.err
    assert members(admin_session) == ["ada@contoso.com"]
    assert admins(admin_session, "add", nested).status == 2, "a group is nobody who could administer"


def test_without_a_set_up_it_says_what_to_do_first(admin_session: AdminSession) -> None:
    ended = admins(admin_session, "list", "--application-name", "Another")
    assert (ended.status, ended.document["problems"][0]["code"]) == (3, "prerequisite-missing")


@pytest.mark.parametrize(("crowd", "questions"), QUESTIONS)
def test_a_crowd_is_added_by_the_twenty_and_read_page_by_page(tmp_path: Path, crowd: int, questions: int) -> None:
    admin_session = AdminSession(tmp_path, load_persona("ready").model_copy(update={"crowd": crowd}))
    try:
        admin_session.sets_up()
        file = tmp_path / "people.txt"
        file.write_text("\n".join(f"person{number:06}@contoso.com" for number in range(crowd)), encoding="utf-8")
        writes, since = len(admin_session.writes), len(admin_session.tenant.requests)
        ended = admins(admin_session, "add", "--from", str(file))
        assert ended.status == 0, ended.err
        assert len(admin_session.writes) - writes == crowd / 20
        assert questions_about_people(admin_session, since) == questions
        assert len(admins(admin_session, "list").document["admins"]) == crowd + 1
        again = admins(admin_session, "add", "--from", str(file))
        assert set(outcomes(again).values()) == {"already a member"}
        assert len(admin_session.writes) - writes == crowd / 20
    finally:
        admin_session.tenant.stop()


@pytest.mark.parametrize("outcome", ["add", "remove"])
def test_naming_nobody_is_wrong_usage(admin_session: AdminSession, outcome: str) -> None:
    assert admins(admin_session, outcome).status == 2
