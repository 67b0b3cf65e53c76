"""``rotate-secret`` as an admin types it: what is made, what is left, what is removed, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.rotate_secret.total import Total, keys, values_in
from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.cli_runner import CliResult
from tests.unit.exchange import samples
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.sandbox.directory.client_secret_hashes import hash_password
from total_onboard.steps.access.command_scopes import FINISH_SCOPES, ROTATE_SCOPES, SCIM_TOKEN_SCOPES

YEARS_AGO = "2020-02-20T20:20:20Z"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def refusing_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """One for all whose command is refused; each test sees that nothing was written there."""
    with session_after_setup(tmp_path_factory.mktemp("home")) as made:
        yield made


def rotates(admin_session: AdminSession, *words: str, **environment: str | None) -> CliResult:
    return admin_session.runs("rotate-secret", "--output", "json", *words, **environment)


def questions(admin_session: AdminSession) -> int:
    """How many there were so far to Microsoft; what comes to TOTAL may be a provisioning cycle's."""
    return sum(one.host != "total" for one in list(admin_session.tenant.requests))


def first(admin_session: AdminSession) -> str:
    """The key ID of the secret that the set-up handed off."""
    return str(values_in(admin_session.home / "first.totalhandoff")["client_secret_key_id"])


def journal(admin_session: AdminSession) -> Path:
    (path,) = admin_session.home.glob("state/*/*.jsonl")
    return path


def forget(admin_session: AdminSession, *kinds: str) -> None:
    """As if the journal had never held such lines about client secrets."""
    lines = journal(admin_session).read_text(encoding="utf-8").splitlines(keepends=True)
    journal(admin_session).write_text("".join(line for line in lines if not _is_one_of(kinds, line)), encoding="utf-8")


def _is_one_of(kinds: tuple[str, ...], line: str) -> bool:
    entry = json.loads(line)
    return entry["kind"] in kinds and entry.get("step", "client-secret") == "client-secret"


def put_back_to(moment: str, admin_session: AdminSession) -> None:
    """As if everything that the journal holds had happened then."""
    lines = map(json.loads, journal(admin_session).read_text(encoding="utf-8").splitlines())
    journal(admin_session).write_text(
        "".join(json.dumps(line | {"at": moment}) + "\n" for line in lines), encoding="utf-8"
    )


def sealed_from_now_on(admin_session: AdminSession) -> None:
    """As if the set-up had been made with a sheet that names a key for the hand-off."""
    kept = Journal(journal(admin_session))
    baseline = last_desired_state(kept.entries())
    assert baseline is not None
    kept.remember(baseline.model_copy(update={"recipient": samples.handoff().recipient}))


def other_admin_adds(admin_session: AdminSession, name: str) -> str:
    """A client secret, made in the portal a year ago."""
    (app,) = [one for one in admin_session.tenant.store.applications.all_current() if one.get("uniqueName")]
    key = admin_session.tenant.store.new_id()
    dates = {"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2199-01-01T00:00:00Z"}
    app["passwordCredentials"].append({"keyId": key, "displayName": name, "hint": "abc", **dates})
    admin_session.tenant.store.password_hashes[key] = hash_password("abc")
    return key


def end_the_first(admin_session: AdminSession) -> dict[str, Any]:
    """Time passes, and the secret of the set-up has ended; returns the application."""
    app: dict[str, Any]
    (app,) = [one for one in admin_session.tenant.store.applications.all_current() if one.get("uniqueName")]
    app["passwordCredentials"][0] |= {"startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2022-01-01T00:00:00Z"}
    return app


def problem(end: CliResult) -> dict[str, Any]:
    (found,) = end.document["problems"]
    return dict(found)


def test_both_work_until_totals_word_and_then_the_new_one_alone(admin_session: AdminSession) -> None:
    with Total(admin_session.tenant, admin_session.home / "first.totalhandoff") as total:
        made = rotates(admin_session, "--handoff", "new.totalhandoff")
        assert made.status == 5, made.err
        assert made.actions() == {"client-secret": {"create"}}
        assert made.document["blocked"][0]["remedy"].endswith("total-onboard rotate-secret --finish")
        assert [(one["id"], one["outcome"]) for one in made.document["verifications"]] == [("token", "verified")]
        assert total.gets_a_token()
        total.takes_over(admin_session.home / "new.totalhandoff")
        new = made.document["handoff"]["client_secret_key_id"]
        assert keys(admin_session.tenant) == [first(admin_session), new]
        done = rotates(admin_session, "--finish")
        assert done.status == 0, done.err
        assert keys(admin_session.tenant) == [new]
        assert total.gets_a_token()
    assert not total.locked_out
    writes = list(admin_session.writes)
    again = rotates(admin_session, "--finish")
    assert (again.status, admin_session.writes) == (0, writes)
    assert set().union(*again.actions().values()) == {"none"}


def test_it_is_the_hand_off_of_a_set_up_with_another_secret(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    before, now = (
        values_in(admin_session.home / "first.totalhandoff"),
        values_in(admin_session.home / "new.totalhandoff"),
    )
    differing = {name for name in now if now[name] != before[name]}
    assert differing == {"client_secret", "client_secret_key_id", "client_secret_expires_at", "created_at"}


def test_run_again_it_makes_no_third_and_status_names_the_command_that_finishes(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    writes = list(admin_session.writes)
    again = rotates(admin_session, "--handoff", "new.totalhandoff")
    assert (again.status, admin_session.writes) == (5, writes)
    status = admin_session.status()
    assert (status["exit_code"], status["drift"]) == (5, [])
    assert "rotate-secret --finish" in status["blocked"][0]["remedy"]
    assert admin_session.runs("setup", "--output", "json").status == 0
    assert len(keys(admin_session.tenant)) == 2
    rotates(admin_session, "--finish")
    assert admin_session.status()["exit_code"] == 0


def test_yes_says_nothing_about_total(admin_session: AdminSession) -> None:
    assert rotates(admin_session, "--yes", "--handoff", "new.totalhandoff").status == 5
    assert len(keys(admin_session.tenant)) == 2


def test_a_hand_off_that_was_lost_gives_way_to_another_and_all_old_ones_go_together(
    admin_session: AdminSession,
) -> None:
    rotates(admin_session, "--handoff", "lost.totalhandoff")
    (admin_session.home / "lost.totalhandoff").unlink()
    assert rotates(admin_session, "--again", "--handoff", "new.totalhandoff").status == 5
    assert len(keys(admin_session.tenant)) == 3
    assert rotates(admin_session, "--finish").status == 0
    assert keys(admin_session.tenant) == [values_in(admin_session.home / "new.totalhandoff")["client_secret_key_id"]]


def test_a_secret_of_another_admins_is_never_touched(admin_session: AdminSession) -> None:
    theirs = other_admin_adds(admin_session, "A script of Bo's")
    rotates(admin_session, "--handoff", "new.totalhandoff")
    assert rotates(admin_session, "--finish").status == 0
    assert theirs in keys(admin_session.tenant)


def test_one_of_our_name_that_was_handed_off_elsewhere_is_told_and_left(admin_session: AdminSession) -> None:
    """The journal of another machine knows it."""
    forget(admin_session, "delivered", "delivery-started", "created", "create-requested")
    assert rotates(admin_session, "--handoff", "new.totalhandoff").status == 5
    assert rotates(admin_session, "--handoff", "new.totalhandoff").status == 5, "makes no third"
    done = rotates(admin_session, "--finish")
    assert done.status == 5
    (left,) = done.document["blocked"]
    assert first(admin_session) in left["sentence"]
    assert "is kept and works until" in left["sentence"]
    assert "neither --finish nor --again deletes it here" in left["sentence"]
    assert f"Secret ID {first(admin_session)}" in left["remedy"]
    assert "--finish" not in left["remedy"], "this is the machine that handed off the newest"
    again = admin_session.runs("rotate-secret", "--again", "--handoff", "third.totalhandoff", "--output", "json")
    assert any(
        first(admin_session) in one["sentence"] and "is kept" in one["sentence"] for one in again.document["blocked"]
    )
    assert first(admin_session) in keys(admin_session.tenant)


def test_a_rotation_that_was_begun_elsewhere_is_not_done_before_someone_ends_it_there(
    admin_session: AdminSession,
) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    another = {"TOTAL_ONBOARD_STATE_DIR": str(admin_session.home / "another-machine")}
    both = keys(admin_session.tenant)
    done = rotates(admin_session, "--finish", "--app-id", admin_session.resources["client_id"], **another)
    status = admin_session.runs("status", "--output", "json", *admin_session.ids, **another)
    for told in (done, status):
        assert told.status == 5, told.err
        assert [key for key in both for one in told.document["blocked"] if key in one["sentence"]] == both
    assert keys(admin_session.tenant) == both


def test_where_the_new_one_was_removed_by_hand_the_old_one_stays(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    (app,) = [one for one in admin_session.tenant.store.applications.all_current() if one.get("uniqueName")]
    app["passwordCredentials"] = [one for one in app["passwordCredentials"] if one["keyId"] == first(admin_session)]
    refused = rotates(admin_session, "--finish", TOTAL_ONBOARD_REPLICATION_SECONDS="0")
    assert (refused.status, problem(refused)["code"]) == (3, "prerequisite-missing")
    assert keys(admin_session.tenant) == [first(admin_session)]


def test_a_new_one_that_does_not_work_leaves_the_old_one(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    new = values_in(admin_session.home / "new.totalhandoff")["client_secret_key_id"]
    admin_session.tenant.store.password_hashes[new] = hash_password("another")
    refused = rotates(admin_session, "--finish", TOTAL_ONBOARD_VERIFICATION_SECONDS="1")
    assert refused.status == 5
    assert problem(refused)["code"] == "new-secret-unproven"
    assert first(admin_session) in keys(admin_session.tenant)


def test_the_hand_off_of_another_secret_proves_nothing(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    refused = rotates(admin_session, "--finish", "--handoff", "first.totalhandoff")
    assert refused.status == 6
    assert "The new one is" in problem(refused)["message"]
    assert len(keys(admin_session.tenant)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<!doctype html><title>The report</title>", "It is an HTML or XML page"),
        ("TOTAL said yes", "It is a text file"),
        ('{"schema": "total-onboard/v2"}', "It is JSON of another kind"),
    ],
)
def test_what_is_no_hand_off_ends_no_rotation(refusing_desk: AdminSession, content: str, said: str) -> None:
    (refusing_desk.home / "contoso.html").write_text(content, encoding="utf-8")
    writes, asked = list(refusing_desk.writes), questions(refusing_desk)
    refused = rotates(refusing_desk, "--finish", "--handoff", "contoso.html")
    assert (refused.status, problem(refused)["code"]) == (6, "bad-sheet")
    assert said in problem(refused)["message"] and "of the new secret" in problem(refused)["remedy"]
    assert (refusing_desk.writes, questions(refusing_desk)) == (writes, asked)


def test_a_sealed_hand_off_ends_a_rotation_only_if_it_can_be_that_of_the_new_secret(
    admin_session: AdminSession,
) -> None:
    put_back_to(YEARS_AGO, admin_session)
    sealed_from_now_on(admin_session)
    samples.sealed(admin_session.home / "of-another-tenant.totalhandoff")
    samples.sealed(
        admin_session.home / "older.totalhandoff", tenant_id=admin_session.resources["tenant_id"], created_at=YEARS_AGO
    )
    assert rotates(admin_session, "--handoff", "new.totalhandoff").status == 5
    for file, said in {"of-another-tenant": "of another tenant", "older": "an earlier client secret"}.items():
        refused = rotates(admin_session, "--finish", "--handoff", f"{file}.totalhandoff")
        assert (refused.status, problem(refused)["code"]) == (6, "bad-sheet")
        assert said in problem(refused)["message"]
        assert len(keys(admin_session.tenant)) == 2
    assert rotates(admin_session, "--finish", "--handoff", "new.totalhandoff").status == 0
    assert len(keys(admin_session.tenant)) == 1


def test_an_unseen_secret_takes_another_admins_word_or_its_value(admin_session: AdminSession) -> None:
    """A run was killed before the verification, and the file has gone to TOTAL."""
    rotates(admin_session, "--handoff", "new.totalhandoff")
    secrets = {
        name: values_in(admin_session.home / f"{name}.totalhandoff")["client_secret"] for name in ("first", "new")
    }
    (admin_session.home / "new.totalhandoff").unlink()
    forget(admin_session, "verified")
    assert problem(rotates(admin_session, "--finish"))["code"] == "new-secret-unproven"
    old = rotates(admin_session, "--finish", TOTAL_ONBOARD_CLIENT_SECRET=secrets["first"])
    assert problem(old)["code"] == "new-secret-unproven", "the old secret is no verification of the new one"
    assert len(keys(admin_session.tenant)) == 2
    assert rotates(admin_session, "--finish", TOTAL_ONBOARD_CLIENT_SECRET=secrets["new"]).status == 0


def test_an_unverified_secret_needs_an_option_of_its_own_beside_yes(admin_session: AdminSession) -> None:
    rotates(admin_session, "--handoff", "new.totalhandoff")
    (admin_session.home / "new.totalhandoff").unlink()
    forget(admin_session, "verified")
    refused = rotates(admin_session, "--finish", "--yes")
    assert (refused.status, problem(refused)["code"]) == (5, "new-secret-unproven")
    assert "--total-uses-new-secret" in problem(refused)["remedy"]
    assert len(keys(admin_session.tenant)) == 2
    assert rotates(admin_session, "--finish", "--total-uses-new-secret").status == 0
    assert len(keys(admin_session.tenant)) == 1


def test_a_hand_off_that_is_there_already_stops_it_before_a_secret_is_made(refusing_desk: AdminSession) -> None:
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
    refusing_desk: AdminSession, words: tuple[str, ...]
) -> None:
    asked = questions(refusing_desk)
    none = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}
    refused = rotates(refusing_desk, *words, **none)
    assert (refused.status, problem(refused)["code"]) == (2, "bad-value")
    assert questions(refusing_desk) == asked


def test_it_asks_for_no_more_than_it_uses(admin_session: AdminSession) -> None:
    written = {scope.scope for scope in (*ROTATE_SCOPES, *FINISH_SCOPES) if "Write" in scope.scope}
    assert written == {"Application.ReadWrite.All"}
    rotates(admin_session, "--handoff", "new.totalhandoff", "--receipt", "made.json")
    rotates(admin_session, "--finish", "--receipt", "finished.json")
    for name in ("made.json", "finished.json"):
        calls = json.loads((admin_session.home / name).read_text(encoding="utf-8"))["calls"]
        assert any("Password" in call["path"] for call in calls)


@pytest.mark.parametrize(
    ("asked", "writes"),
    [
        (ROTATE_SCOPES, "Create a second client secret"),
        (FINISH_SCOPES, "Remove the old client secret"),
        (SCIM_TOKEN_SCOPES, "test the new token, store it"),
    ],
)
def test_it_says_of_each_permission_what_a_rotation_does_with_it(asked: tuple[ScopeReason, ...], writes: str) -> None:
    reasons = {each.scope: each.reason for each in asked}
    (written,) = [reason for scope, reason in reasons.items() if "Write" in scope]
    assert writes in written
    assert not [reason for reason in reasons.values() if "Create the enterprise" in reason or "already" in reason]


def test_in_place_of_one_that_has_ended_another_is_made_and_nothing_is_awaited(admin_session: AdminSession) -> None:
    app = end_the_first(admin_session)
    made = rotates(admin_session, "--handoff", "new.totalhandoff")
    assert (made.status, made.actions()) == (0, {"client-secret": {"create"}}), made.err
    assert "beside it" not in made.document["changes"][0]["summary"]
    new = values_in(admin_session.home / "new.totalhandoff")["client_secret_key_id"]
    assert keys(admin_session.tenant) == [new]
    assert admin_session.status()["exit_code"] == 0
    assert rotates(admin_session, "--finish").status == 0
    assert [one["keyId"] for one in app["passwordCredentials"]] == [new]


def test_where_the_old_one_has_ended_the_next_run_goes_on_with_what_was_delivered(admin_session: AdminSession) -> None:
    """The first was killed before the verification."""
    end_the_first(admin_session)
    rotates(admin_session, "--handoff", "new.totalhandoff")
    forget(admin_session, "verified")
    writes = list(admin_session.writes)
    again = rotates(admin_session, "--handoff", "another.totalhandoff")
    assert (again.status, admin_session.writes) == (0, writes), again.err
    assert [(one["id"], one["outcome"]) for one in again.document["verifications"]] == [("token", "verified")]
    assert str(admin_session.home / "new.totalhandoff") in again.err
    assert rotates(admin_session, "--again", "--handoff", "another.totalhandoff").actions() == {
        "client-secret": {"create"}
    }


def test_in_place_of_one_that_was_removed_by_hand_another_is_made(admin_session: AdminSession) -> None:
    (app,) = [one for one in admin_session.tenant.store.applications.all_current() if one.get("uniqueName")]
    app["passwordCredentials"].clear()
    made = rotates(admin_session, "--handoff", "new.totalhandoff", TOTAL_ONBOARD_REPLICATION_SECONDS="0")
    assert made.status == 0, made.err
    assert keys(admin_session.tenant) == [values_in(admin_session.home / "new.totalhandoff")["client_secret_key_id"]]


def test_the_tenants_policy_is_obeyed(tmp_path: Path) -> None:
    admin_session = AdminSession(tmp_path, "secret-policy")
    try:
        admin_session.sets_up()
        made = rotates(admin_session, "--handoff", "new.totalhandoff")
        assert "the tenant's policy doesn't allow more" in made.document["changes"][0]["summary"]
    finally:
        admin_session.tenant.stop()


def test_where_nothing_was_set_up_it_says_what_to_do_first(refusing_desk: AdminSession) -> None:
    writes = list(refusing_desk.writes)
    for words in ((), ("--finish",), ("--scim-token",)):
        refused = rotates(refusing_desk, "--application-name", "Another", *words)
        assert (refused.status, problem(refused)["code"]) == (3, "prerequisite-missing")
    assert refusing_desk.writes == writes


GONE: list[tuple[bool, str]] = [(True, "removed from Contoso"), (False, "is in the recycle bin")]


@pytest.mark.parametrize(("torn_down", "said"), GONE, ids=["after a teardown", "deleted in the portal"])
def test_for_an_application_that_is_gone_no_secret_is_awaited(
    admin_session: AdminSession, torn_down: bool, said: str
) -> None:
    """The set-up's own secret was handed off a moment ago, and will not show any more."""
    if torn_down:
        assert admin_session.runs("teardown", "--yes").status == 0
    else:
        OtherAdmin(admin_session).tampers({"call": ["DELETE", "applications/{app}"]})
    writes = list(admin_session.writes)
    for words in ((), ("--finish",), ("--scim-token",)):
        refused = rotates(admin_session, *words)
        assert (refused.status, problem(refused)["code"]) == (3, "torn-down" if torn_down else "prerequisite-missing")
        assert said in problem(refused)["message"]
        assert "setup --adopt" in problem(refused)["remedy"]
    assert admin_session.writes == writes
