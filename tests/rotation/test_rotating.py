"""``rotate-secret`` as an admin types it: what is made, what is left, what is removed, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rotation.total import Total, keys, values_in
from tests.sheet import desks
from tests.status.desk import DeskOfAdmin, desk_that_set_up
from tests.status.tampering import Somebody
from tests.typed import Ended
from total_onboard.engine.journal.history import last_wishes
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.sign_in.scopes import FINISH_SCOPES, ROTATE_SCOPES, SCIM_TOKEN_SCOPES, ScopeReason
from total_onboard.sandbox.client_secret_hashes import hash_password

NOTHING_NEW = "Nothing to change"
YEARS_AGO = "2020-02-20T20:20:20Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def refusing_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOfAdmin]:
    """One for all whose command is refused; each test sees that nothing was written there."""
    with desk_that_set_up(tmp_path_factory.mktemp("home")) as made:
        yield made


def rotates(desk: DeskOfAdmin, *words: str, **environment: str | None) -> Ended:
    return desk.runs("rotate-secret", "--output", "json", *words, **environment)


def questions(desk: DeskOfAdmin) -> int:
    """How many there were so far to Microsoft; what comes to TOTAL may be a provisioning cycle's."""
    return sum(one.host != "total" for one in list(desk.tenant.requests))


def first(desk: DeskOfAdmin) -> str:
    """The key id of the secret that the set-up handed off."""
    return str(values_in(desk.home / "first.totalhandoff")["client_secret_key_id"])


def journal(desk: DeskOfAdmin) -> Path:
    (path,) = desk.home.glob("state/*/*.jsonl")
    return path


def forget(desk: DeskOfAdmin, *kinds: str) -> None:
    """As if the journal had never held such lines about client secrets."""
    lines = journal(desk).read_text(encoding="utf-8").splitlines(keepends=True)
    journal(desk).write_text("".join(line for line in lines if not _is_one_of(kinds, line)), encoding="utf-8")


def _is_one_of(kinds: tuple[str, ...], line: str) -> bool:
    entry = json.loads(line)
    return entry["kind"] in kinds and entry["step"] == "client-secret"


def put_back_to(moment: str, desk: DeskOfAdmin) -> None:
    """As if everything that the journal holds had happened then."""
    lines = map(json.loads, journal(desk).read_text(encoding="utf-8").splitlines())
    journal(desk).write_text("".join(json.dumps(line | {"at": moment}) + "\n" for line in lines), encoding="utf-8")


def sealed_from_now_on(desk: DeskOfAdmin) -> None:
    """As if the set-up had been made with a sheet that names a key for the hand-off."""
    kept = Journal(journal(desk))
    wished = last_wishes(kept.entries())
    assert wished is not None
    kept.remember(wished.model_copy(update={"recipient": desks.handoff().recipient}))


def somebody_adds(desk: DeskOfAdmin, name: str) -> str:
    """A client secret, made in the portal a year ago."""
    (app,) = [one for one in desk.tenant.store.applications.all_true() if one.get("uniqueName")]
    key = desk.tenant.store.new_id()
    dates = {"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2199-01-01T00:00:00Z"}
    app["passwordCredentials"].append({"keyId": key, "displayName": name, "hint": "abc", **dates})
    desk.tenant.store.password_hashes[key] = hash_password("abc")
    return key


def end_the_first(desk: DeskOfAdmin) -> dict[str, Any]:
    """Time passes, and the secret of the set-up has ended; returns the application."""
    app: dict[str, Any]
    (app,) = [one for one in desk.tenant.store.applications.all_true() if one.get("uniqueName")]
    app["passwordCredentials"][0] |= {"startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2022-01-01T00:00:00Z"}
    return app


def problem(end: Ended) -> dict[str, Any]:
    (found,) = end.document["problems"]
    return dict(found)


def test_both_work_until_totals_word_and_then_the_new_one_alone(desk: DeskOfAdmin) -> None:
    with Total(desk.tenant, desk.home / "first.totalhandoff") as total:
        made = rotates(desk, "--handoff", "new.totalhandoff")
        assert made.status == 5, made.err
        assert made.actions() == {"client-secret": {"create"}}
        assert made.document["waiting"][0]["remedy"].endswith("total-onboard rotate-secret --finish")
        assert [(one["id"], one["outcome"]) for one in made.document["proofs"]] == [("token", "proven")]
        assert total.gets_a_token()
        total.takes_over(desk.home / "new.totalhandoff")
        new = made.document["handoff"]["client_secret_key_id"]
        assert keys(desk.tenant) == [first(desk), new]
        done = rotates(desk, "--finish")
        assert done.status == 0, done.err
        assert keys(desk.tenant) == [new]
        assert total.gets_a_token()
    assert not total.locked_out
    writes = list(desk.writes)
    again = rotates(desk, "--finish")
    assert (again.status, desk.writes) == (0, writes)
    assert NOTHING_NEW in again.err


def test_it_is_the_hand_off_of_a_set_up_with_another_secret(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    before, now = values_in(desk.home / "first.totalhandoff"), values_in(desk.home / "new.totalhandoff")
    differing = {name for name in now if now[name] != before[name]}
    assert differing == {"client_secret", "client_secret_key_id", "client_secret_expires_at", "created_at"}


def test_run_again_it_makes_no_third_and_status_names_the_command_that_finishes(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    writes = list(desk.writes)
    again = rotates(desk, "--handoff", "new.totalhandoff")
    assert (again.status, desk.writes) == (5, writes)
    status = desk.status()
    assert (status["exit_code"], status["drift"]) == (5, [])
    assert "rotate-secret --finish" in status["waiting"][0]["remedy"]
    assert desk.runs("setup", "--output", "json").status == 0
    assert len(keys(desk.tenant)) == 2
    rotates(desk, "--finish")
    assert desk.status()["exit_code"] == 0


def test_yes_says_nothing_about_total(desk: DeskOfAdmin) -> None:
    assert rotates(desk, "--yes", "--handoff", "new.totalhandoff").status == 5
    assert len(keys(desk.tenant)) == 2


def test_a_hand_off_that_was_lost_gives_way_to_another_and_all_old_ones_go_together(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "lost.totalhandoff")
    (desk.home / "lost.totalhandoff").unlink()
    assert rotates(desk, "--again", "--handoff", "new.totalhandoff").status == 5
    assert len(keys(desk.tenant)) == 3
    assert rotates(desk, "--finish").status == 0
    assert keys(desk.tenant) == [values_in(desk.home / "new.totalhandoff")["client_secret_key_id"]]


def test_a_secret_of_somebody_elses_is_never_touched(desk: DeskOfAdmin) -> None:
    theirs = somebody_adds(desk, "A script of Bo's")
    rotates(desk, "--handoff", "new.totalhandoff")
    assert rotates(desk, "--finish").status == 0
    assert theirs in keys(desk.tenant)


def test_one_of_our_name_that_was_handed_off_elsewhere_is_told_and_left(desk: DeskOfAdmin) -> None:
    """The journal of another machine knows it."""
    forget(desk, "handed-off", "handing-over", "receipt", "intent")
    assert rotates(desk, "--handoff", "new.totalhandoff").status == 5
    assert rotates(desk, "--handoff", "new.totalhandoff").status == 5, "makes no third"
    done = rotates(desk, "--finish")
    assert done.status == 5
    (left,) = done.document["waiting"]
    assert first(desk) in left["sentence"]
    assert "stays in place and works until" in left["sentence"]
    assert "neither --finish nor --again deletes it here" in left["sentence"]
    assert f"Secret ID {first(desk)}" in left["remedy"]
    assert "--finish" not in left["remedy"], "this is the machine that handed off the newest"
    again = desk.runs("rotate-secret", "--again", "--handoff", "third.totalhandoff", "--output", "json")
    assert any(
        first(desk) in one["sentence"] and "stays in place" in one["sentence"] for one in again.document["waiting"]
    )
    assert first(desk) in keys(desk.tenant)


def test_a_rotation_that_was_begun_elsewhere_is_not_done_before_somebody_ends_it_there(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    another = {"TOTAL_ONBOARD_STATE_DIR": str(desk.home / "another-machine")}
    both = keys(desk.tenant)
    done = rotates(desk, "--finish", "--app-id", desk.resources["client_id"], **another)
    status = desk.runs("status", "--output", "json", *desk.ids, **another)
    for told in (done, status):
        assert told.status == 5, told.err
        assert [key for key in both for one in told.document["waiting"] if key in one["sentence"]] == both
    assert keys(desk.tenant) == both


def test_where_the_new_one_was_removed_by_hand_the_old_one_stays(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    (app,) = [one for one in desk.tenant.store.applications.all_true() if one.get("uniqueName")]
    app["passwordCredentials"] = [one for one in app["passwordCredentials"] if one["keyId"] == first(desk)]
    refused = rotates(desk, "--finish", TOTAL_ONBOARD_REPLICATION_SECONDS="0")
    assert (refused.status, problem(refused)["code"]) == (3, "prerequisite-missing")
    assert keys(desk.tenant) == [first(desk)]


def test_a_new_one_that_does_not_work_leaves_the_old_one(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    new = values_in(desk.home / "new.totalhandoff")["client_secret_key_id"]
    desk.tenant.store.password_hashes[new] = hash_password("another")
    refused = rotates(desk, "--finish", TOTAL_ONBOARD_PROOF_SECONDS="1")
    assert refused.status == 5
    assert problem(refused)["code"] == "new-secret-unproven"
    assert first(desk) in keys(desk.tenant)


def test_the_hand_off_of_another_secret_proves_nothing(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    refused = rotates(desk, "--finish", "--handoff", "first.totalhandoff")
    assert refused.status == 6
    assert "the new one is" in problem(refused)["message"]
    assert len(keys(desk.tenant)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<!doctype html><title>The report</title>", "It is an HTML or XML page"),
        ("TOTAL said yes", "It is a text file"),
        ('{"schema": "total-onboard/v1"}', "It is JSON of another kind"),
    ],
)
def test_what_is_no_hand_off_ends_no_rotation(refusing_desk: DeskOfAdmin, content: str, said: str) -> None:
    (refusing_desk.home / "contoso.html").write_text(content, encoding="utf-8")
    writes, asked = list(refusing_desk.writes), questions(refusing_desk)
    refused = rotates(refusing_desk, "--finish", "--handoff", "contoso.html")
    assert (refused.status, problem(refused)["code"]) == (6, "bad-sheet")
    assert said in problem(refused)["message"] and "of the new secret" in problem(refused)["remedy"]
    assert (refusing_desk.writes, questions(refusing_desk)) == (writes, asked)


def test_a_sealed_hand_off_ends_a_rotation_only_if_it_can_be_that_of_the_new_secret(desk: DeskOfAdmin) -> None:
    put_back_to(YEARS_AGO, desk)
    sealed_from_now_on(desk)
    desks.sealed(desk.home / "of-another-tenant.totalhandoff")
    desks.sealed(desk.home / "older.totalhandoff", tenant_id=desk.resources["tenant_id"], created_at=YEARS_AGO)
    assert rotates(desk, "--handoff", "new.totalhandoff").status == 5
    for file, said in {"of-another-tenant": "of another tenant", "older": "another client secret"}.items():
        refused = rotates(desk, "--finish", "--handoff", f"{file}.totalhandoff")
        assert (refused.status, problem(refused)["code"]) == (6, "bad-sheet")
        assert said in problem(refused)["message"]
        assert len(keys(desk.tenant)) == 2
    assert rotates(desk, "--finish", "--handoff", "new.totalhandoff").status == 0
    assert len(keys(desk.tenant)) == 1


def test_an_unseen_secret_takes_somebodys_word_or_its_value(desk: DeskOfAdmin) -> None:
    """A run was killed before the proof, and the file has gone to TOTAL."""
    rotates(desk, "--handoff", "new.totalhandoff")
    secrets = {name: values_in(desk.home / f"{name}.totalhandoff")["client_secret"] for name in ("first", "new")}
    (desk.home / "new.totalhandoff").unlink()
    forget(desk, "proven")
    assert problem(rotates(desk, "--finish"))["code"] == "new-secret-unproven"
    old = rotates(desk, "--finish", TOTAL_ONBOARD_CLIENT_SECRET=secrets["first"])
    assert problem(old)["code"] == "new-secret-unproven", "the old secret is no proof of the new one"
    assert len(keys(desk.tenant)) == 2
    assert rotates(desk, "--finish", TOTAL_ONBOARD_CLIENT_SECRET=secrets["new"]).status == 0


def test_an_unproven_secret_needs_an_option_of_its_own_beside_yes(desk: DeskOfAdmin) -> None:
    rotates(desk, "--handoff", "new.totalhandoff")
    (desk.home / "new.totalhandoff").unlink()
    forget(desk, "proven")
    refused = rotates(desk, "--finish", "--yes")
    assert (refused.status, problem(refused)["code"]) == (5, "new-secret-unproven")
    assert "--total-uses-new-secret" in problem(refused)["remedy"]
    assert len(keys(desk.tenant)) == 2
    assert rotates(desk, "--finish", "--total-uses-new-secret").status == 0
    assert len(keys(desk.tenant)) == 1


def test_a_hand_off_that_is_there_already_stops_it_before_a_secret_is_made(refusing_desk: DeskOfAdmin) -> None:
    writes = list(refusing_desk.writes)
    refused = rotates(refusing_desk, "--handoff", "first.totalhandoff")
    assert (refused.status, problem(refused)["code"], refusing_desk.writes) == (2, "bad-value", writes)


@pytest.mark.parametrize(
    "words",
    [
        ("--scim-token", "--finish"),
        ("--finish", "--again"),
        ("--scim-token", "--handoff", "x"),
        ("--scim-token",),
        ("--handoff", "x", "--clipboard"),
        ("--secret-months", "0"),
        ("--secret-months", "-3"),
    ],
)
def test_what_does_not_belong_together_is_refused_before_anybody_signs_in(
    refusing_desk: DeskOfAdmin, words: tuple[str, ...]
) -> None:
    asked = questions(refusing_desk)
    none = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}
    refused = rotates(refusing_desk, *words, **none)
    assert (refused.status, problem(refused)["code"]) == (2, "bad-value")
    assert questions(refusing_desk) == asked


def test_it_asks_for_no_more_than_it_uses(desk: DeskOfAdmin) -> None:
    written = {scope.scope for scope in (*ROTATE_SCOPES, *FINISH_SCOPES) if "Write" in scope.scope}
    assert written == {"Application.ReadWrite.All"}
    rotates(desk, "--handoff", "new.totalhandoff", "--receipt", "made.json")
    rotates(desk, "--finish", "--receipt", "finished.json")
    for name in ("made.json", "finished.json"):
        calls = json.loads((desk.home / name).read_text(encoding="utf-8"))["calls"]
        assert any("Password" in call["path"] for call in calls)


@pytest.mark.parametrize(
    ("asked", "writes"),
    [
        (ROTATE_SCOPES, "Make a new client secret"),
        (FINISH_SCOPES, "Remove the old client secret"),
        (SCIM_TOKEN_SCOPES, "test the new token, store it"),
    ],
)
def test_it_says_of_each_permission_what_a_rotation_does_with_it(asked: tuple[ScopeReason, ...], writes: str) -> None:
    reasons = {each.scope: each.reason for each in asked}
    (written,) = [reason for scope, reason in reasons.items() if "Write" in scope]
    assert writes in written
    assert not [reason for reason in reasons.values() if "Create" in reason or "already" in reason]


def test_in_place_of_one_that_has_ended_another_is_made_and_nothing_is_awaited(desk: DeskOfAdmin) -> None:
    app = end_the_first(desk)
    made = rotates(desk, "--handoff", "new.totalhandoff")
    assert (made.status, made.actions()) == (0, {"client-secret": {"create"}}), made.err
    assert "beside it" not in made.document["changes"][0]["summary"]
    new = values_in(desk.home / "new.totalhandoff")["client_secret_key_id"]
    assert keys(desk.tenant) == [new]
    assert desk.status()["exit_code"] == 0
    assert rotates(desk, "--finish").status == 0
    assert [one["keyId"] for one in app["passwordCredentials"]] == [new]


def test_where_the_old_one_has_ended_the_next_run_goes_on_with_what_was_delivered(desk: DeskOfAdmin) -> None:
    """The first was killed before the proof."""
    end_the_first(desk)
    rotates(desk, "--handoff", "new.totalhandoff")
    forget(desk, "proven")
    writes = list(desk.writes)
    again = rotates(desk, "--handoff", "another.totalhandoff")
    assert (again.status, desk.writes) == (0, writes), again.err
    assert [(one["id"], one["outcome"]) for one in again.document["proofs"]] == [("token", "proven")]
    assert str(desk.home / "new.totalhandoff") in again.err
    assert rotates(desk, "--again", "--handoff", "another.totalhandoff").actions() == {"client-secret": {"create"}}


def test_in_place_of_one_that_was_removed_by_hand_another_is_made(desk: DeskOfAdmin) -> None:
    (app,) = [one for one in desk.tenant.store.applications.all_true() if one.get("uniqueName")]
    app["passwordCredentials"].clear()
    made = rotates(desk, "--handoff", "new.totalhandoff", TOTAL_ONBOARD_REPLICATION_SECONDS="0")
    assert made.status == 0, made.err
    assert keys(desk.tenant) == [values_in(desk.home / "new.totalhandoff")["client_secret_key_id"]]


def test_the_tenants_policy_is_obeyed(tmp_path: Path) -> None:
    desk = DeskOfAdmin(tmp_path, "secret-policy")
    try:
        desk.sets_up()
        made = rotates(desk, "--handoff", "new.totalhandoff")
        assert "the tenant's policy allows no longer" in made.document["changes"][0]["summary"]
    finally:
        desk.tenant.stop()


def test_where_nothing_was_set_up_it_says_what_to_do_first(refusing_desk: DeskOfAdmin) -> None:
    writes = list(refusing_desk.writes)
    for words in ((), ("--finish",), ("--scim-token",)):
        refused = rotates(refusing_desk, "--application-name", "Another", *words)
        assert (refused.status, problem(refused)["code"]) == (3, "prerequisite-missing")
    assert refusing_desk.writes == writes


GONE: list[tuple[bool, str]] = [(True, "taken away from Contoso"), (False, "lies in the recycle bin")]


@pytest.mark.parametrize(("torn_down", "said"), GONE, ids=["after a teardown", "deleted in the portal"])
def test_for_an_application_that_is_gone_no_secret_is_awaited(desk: DeskOfAdmin, torn_down: bool, said: str) -> None:
    """The set-up's own secret was handed off a moment ago, and will not show any more."""
    if torn_down:
        assert desk.runs("teardown", "--yes").status == 0
    else:
        Somebody(desk).tampers({"call": ["DELETE", "applications/{app}"]})
    writes = list(desk.writes)
    for words in ((), ("--finish",), ("--scim-token",)):
        refused = rotates(desk, *words)
        assert (refused.status, problem(refused)["code"]) == (3, "prerequisite-missing")
        assert said in problem(refused)["message"]
        assert "setup --adopt" in problem(refused)["remedy"]
    assert desk.writes == writes
