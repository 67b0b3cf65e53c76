"""What status compares with, what it may read, who changed what, and how it ends for those who watch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from icalendar import Calendar

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.known_ids import ids_in
from total_onboard.commands.teardown.run import ASK_TOTAL

SAMPLE = re.compile(r'total_onboard_[a-z_]+(\{([a-z_]+="([^"\\\n]|\\.)*",?)+\})? -?[0-9.e+]+')


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("home")) as made:
        made.awaits(lambda: made.job.last_execution)
        yield made


def asked_scopes(admin_session: AdminSession, since: int) -> set[str]:
    """All that the sign-in was asked for since then."""
    sent = [one for one in admin_session.tenant.requests[since:] if one.host == "sign_in" and one.method == "POST"]
    scopes = {scope for one in sent for text in parse_qs(one.body).get("scope", []) for scope in text.split()}
    return {scope.rpartition("/")[2] for scope in scopes}


def refusing(path: str) -> dict[str, Any]:
    """What Microsoft answers somebody who may not read there."""
    refusal = {"error": "Authorization_RequestDenied", "message": "Insufficient privileges to complete the operation."}
    return {"kind": "status", "path": path, "times": 9, "status": 403, **refusal}


def test_after_a_set_up_nothing_differs_and_nothing_is_written(admin_session: AdminSession) -> None:
    writes, since = len(admin_session.writes), len(admin_session.tenant.requests)
    document = admin_session.status()
    assert (document["exit_code"], document["drift"], document["blocked"]) == (0, [], [])
    assert document["status"]["compared_with"] == "the last setup from this machine"
    assert document["resources"] == admin_session.resources
    assert len(admin_session.writes) == writes
    assert not any("Write" in scope for scope in asked_scopes(admin_session, since))


def test_it_compares_with_what_the_last_set_up_wished_for_where_nothing_is_said(admin_session: AdminSession) -> None:
    said_nothing = dict.fromkeys(
        ("TOTAL_ONBOARD_REDIRECT_URI", "TOTAL_ONBOARD_SCIM_URL", "TOTAL_ONBOARD_SCIM_TOKEN", "TOTAL_ONBOARD_ADMIN")
    )
    other_admin = OtherAdmin(admin_session)
    other_admin.tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    (drift,) = admin_session.status(**said_nothing)["drift"]
    assert drift["expected"] == admin_session.tenant.sheet_values.redirect_uri
    other_admin.tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": ["{redirect}"]}}]})
    assert admin_session.status(**said_nothing)["exit_code"] == 0


def test_what_is_said_now_wins_over_what_is_remembered(admin_session: AdminSession) -> None:
    drift = admin_session.status("--redirect-uri", "https://new.example/cb")["drift"]
    assert [(one["kind"], one["found"], one["expected"]) for one in drift] == [
        ("differs", None, "https://new.example/cb"),
        ("unmanaged", admin_session.tenant.sheet_values.redirect_uri, None),
    ]


def test_on_another_machine_no_redirect_address_at_all_differs_and_those_that_are_there_are_not_compared(
    admin_session: AdminSession,
) -> None:
    elsewhere = {"TOTAL_ONBOARD_STATE_DIR": str(admin_session.home / "elsewhere"), "TOTAL_ONBOARD_REDIRECT_URI": None}
    there = admin_session.runs("status", *admin_session.ids, **elsewhere)
    assert there.status == 0, there.out
    assert "Not compared: the redirect URIs" in there.out
    OtherAdmin(admin_session).tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    (drift,) = admin_session.status(*admin_session.ids, **elsewhere)["drift"]
    assert (drift["step"], drift["kind"], drift["repairable"]) == ("redirect-uris", "blocked", False)
    assert admin_session.status("--repair")["exit_code"] == 0


def test_a_write_is_asked_for_only_by_a_repair_that_has_something_to_do(admin_session: AdminSession) -> None:
    since = len(admin_session.tenant.requests)
    assert admin_session.status("--repair")["exit_code"] == 0
    assert not any("Write" in scope for scope in asked_scopes(admin_session, since))
    OtherAdmin(admin_session).tampers(
        {"call": ["PATCH", "servicePrincipals/{principal}", {"appRoleAssignmentRequired": False}]}
    )
    since = len(admin_session.tenant.requests)
    assert admin_session.status("--repair")["exit_code"] == 0
    written = {scope for scope in asked_scopes(admin_session, since) if "Write" in scope}
    assert written == {"Application.ReadWrite.All"}


def test_who_changed_it_is_told_where_the_audit_log_may_be_read(admin_session: AdminSession) -> None:
    other_admin = OtherAdmin(admin_session)
    other_admin.tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    since = len(admin_session.tenant.requests)
    (drift,) = admin_session.status("--who")["drift"]
    assert "AuditLog.Read.All" in asked_scopes(admin_session, since)
    assert (drift["changed"]["by"], drift["changed"]["activity"]) == ("ada@contoso.com", "Update application")
    assert abs(datetime.fromisoformat(drift["changed"]["at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    since = len(admin_session.tenant.requests)
    assert admin_session.status("--repair")["exit_code"] == 0
    assert "AuditLog.Read.All" not in asked_scopes(admin_session, since)


def test_where_the_audit_log_is_shut_it_says_why_and_goes_on(admin_session: AdminSession) -> None:
    OtherAdmin(admin_session).tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    refused = {"kind": "status", "path": ".*/directoryAudits", "status": 403, "error": "Authentication_RequestFromX"}
    admin_session.tenant.faults.add({**refused, "message": "The caller may not read the audit log."})
    document = admin_session.status("--who")
    assert "may not read the audit log" in document["status"]["audit_log_unavailable"]
    assert document["drift"][0]["changed"] is None
    assert admin_session.status("--repair")["exit_code"] == 0


def test_what_cannot_be_read_is_told_and_never_counts_as_good(admin_session: AdminSession) -> None:
    admin_session.tenant.faults.add(
        {
            "kind": "status",
            "path": ".*/synchronization/.*",
            "times": 9,
            "status": 401,
            "error": "UnknownError",
            "message": "",
        }
    )
    document = admin_session.status()
    admin_session.tenant.faults.clear()
    assert document["exit_code"] == 3
    assert {one["what"] for one in document["status"]["unavailable"]} >= {"Provisioning job", "Attribute mapping"}
    assert "check-prereqs" in document["status"]["unavailable"][0]["remedy"]
    assert document["status"]["provisioning"] is None
    assert document["drift"] == []


def test_people_who_cannot_be_read_are_told_and_nobody_calls_it_well(admin_session: AdminSession) -> None:
    admin_session.tenant.faults.add(refusing(".*/users.*"))
    document = admin_session.status("--admin", "bo@contoso.com")
    admin_session.tenant.faults.clear()
    assert (document["exit_code"], document["drift"]) == (3, [])
    assert [one["what"] for one in document["status"]["unavailable"]] == ["Administrators"]


def test_members_who_cannot_be_read_take_nothing_else_away(admin_session: AdminSession) -> None:
    admin_session.tenant.faults.add(refusing(".*/groups/.*/members.*"))
    document = admin_session.status("--redirect-uri", "https://new.example/cb")
    admin_session.tenant.faults.clear()
    assert {one["step"] for one in document["drift"]} == {"redirect-uris"}
    assert [one["what"] for one in document["status"]["unavailable"]] == ["Members of TOTAL-Admin"]
    assert {one["id"] for one in document["status"]["expiries"]} == {"client-secret", "scim-token"}
    assert document["status"]["provisioning"]["state"] == "running"


def test_someone_named_who_is_nobody_or_disabled_is_told(admin_session: AdminSession) -> None:
    bo = next(
        user for user in admin_session.tenant.store.users.all_current() if user["userPrincipalName"] == "bo@contoso.com"
    )
    bo["accountEnabled"] = False
    document = admin_session.status(
        "--admin", "nobody@contoso.com", "--admin", "bo@contoso.com", "--admin", "ada@contoso.com"
    )
    bo["accountEnabled"] = True
    assert document["exit_code"] == 7
    assert [(one["step"], one["kind"], one["expected"]) for one in document["drift"]] == [
        ("members", "blocked", "nobody@contoso.com"),
        ("members", "blocked", "bo@contoso.com"),
    ]
    assert "disabled" in document["drift"][1]["sentence"]


@pytest.mark.parametrize(
    ("days", "status", "level"), [(61, 0, "ok"), (59, 0, "warn"), (29, 7, "critical"), (-1, 7, "expired")]
)
def test_what_ends_soon_is_told_and_within_thirty_days_changes_the_exit_status(
    admin_session: AdminSession, days: int, status: int, level: str
) -> None:
    ends = datetime.now(UTC).date() + timedelta(days=days + 1)
    document = admin_session.status("--scim-token-ends", ends.isoformat())
    token = next(one for one in document["status"]["expiries"] if one["id"] == "scim-token")
    assert (document["exit_code"], token["level"], token["days_left"]) == (status, level, days)


@pytest.mark.sweep
def test_an_end_that_was_said_at_set_up_is_remembered(tmp_path: Path) -> None:
    other = AdminSession(tmp_path)
    try:
        assert other.runs("setup", "--scim-token-ends", "2199-06-30").status == 0
        token = next(one for one in other.status()["status"]["expiries"] if one["id"] == "scim-token")
        assert token["expires_at"].startswith("2199-06-30")
    finally:
        other.tenant.stop()


def test_metrics_are_in_the_format_of_prometheus_and_alone_on_standard_output(admin_session: AdminSession) -> None:
    ended = admin_session.runs("status", "--output", "prometheus")
    assert ended.status == 0
    samples = [line for line in ended.out.splitlines() if not line.startswith("#")]
    assert samples and all(SAMPLE.fullmatch(line) for line in samples)
    assert 'total_onboard_provisioning_state{tenant="Contoso",application="TOTAL",state="running"} 1' in samples
    assert 'total_onboard_differences{tenant="Contoso",application="TOTAL"} 0' in samples


def test_someone_whom_provisioning_could_not_carry_over_changes_the_exit_status(admin_session: AdminSession) -> None:
    job, well = admin_session.job, admin_session.job.last_execution
    assert well is not None
    job.next_run_at += 3600  # no cycle in between makes up for it
    job.last_execution = replace(well, state="EntryLevelErrors", escrowed=1)
    ended = admin_session.runs("status")
    watched = admin_session.runs("status", "--output", "prometheus")
    job.last_execution = well
    assert (ended.status, watched.status) == (7, 7)
    assert "Run total-onboard verify --test-removal" in ended.out
    assert "something needs attention" in ended.out
    assert 'total_onboard_last_cycle_succeeded{tenant="Contoso",application="TOTAL"} 0' in watched.out


def test_every_metric_stands_together_under_its_help_and_type_and_no_sample_twice(admin_session: AdminSession) -> None:
    text = admin_session.runs("status", "--output", "prometheus").out
    assert text.endswith("\n")
    name, seen, samples = "", set(), set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert name not in seen
            seen.add(name)
        elif line.startswith("#"):
            assert line == f"# TYPE {name} gauge"
        else:
            sample, _, value = line.rpartition(" ")
            assert sample.partition("{")[0] == name and sample not in samples
            samples.add(sample)
            float(value)


@pytest.mark.parametrize("words", [("status", "--handoff", "x"), ("verify", "--test-person", "bo@contoso.com")])
def test_an_option_that_does_nothing_without_another_is_refused_before_anybody_signs_in(
    admin_session: AdminSession, words: tuple[str, ...]
) -> None:
    asked = len(admin_session.tenant.requests)
    refused = admin_session.runs(*words, "--output", "json")
    assert (refused.status, refused.document["problems"][0]["code"]) == (2, "bad-value")
    assert len(admin_session.tenant.requests) == asked


def test_the_other_commands_have_no_metrics(admin_session: AdminSession) -> None:
    for command in (["setup"], ["verify"], ["check-prereqs"], ["sync"], ["admins", "list"]):
        assert admin_session.runs(*command, "--output", "prometheus").status == 2


def test_the_ends_are_written_as_a_calendar_with_reminders(admin_session: AdminSession) -> None:
    file = admin_session.home / "ends.ics"
    assert admin_session.runs("status", "--ics", str(file), "--scim-token-ends", "2199-06-30").status == 0
    calendar = Calendar.from_ical(file.read_bytes())
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == {f"TOTAL in Contoso: {title} expires" for title in ("Client secret", "SCIM token")}
    assert events["TOTAL in Contoso: SCIM token expires"].decoded("dtstart") == date(2199, 6, 30)
    assert "nobody can sign in" in str(events["TOTAL in Contoso: Client secret expires"]["description"])
    assert "rotate-secret --scim-token" in str(events["TOTAL in Contoso: SCIM token expires"]["description"])
    assert "method" not in calendar, "what is published by method needs an organizer (RFC 5546, 3.2.1)"
    for event in events.values():
        assert sorted(alarm.decoded("trigger").days for alarm in event.walk("VALARM")) == [-60, -30]


def test_where_nothing_was_set_up_it_says_what_to_do_first(admin_session: AdminSession) -> None:
    ended = admin_session.runs("status", "--application-name", "Another", "--output", "json")
    assert (ended.status, ended.document["problems"][0]["code"]) == (3, "prerequisite-missing")


def test_a_tenant_that_waits_for_totals_values_is_told_apart_from_one_that_drifted(tmp_path: Path) -> None:
    nothing = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}
    other = AdminSession(tmp_path)
    try:
        assert other.runs("setup", "--output", "json", **nothing).status == 5
        document = other.status(**nothing)
        assert (document["exit_code"], document["drift"]) == (5, [])
        assert {one["step"] for one in document["blocked"]} == {"scim-credentials", "start"}
    finally:
        other.tenant.stop()


@pytest.mark.sweep
def test_a_tenant_set_up_long_ago_elsewhere_is_told_field_by_field(tmp_path: Path) -> None:
    other = AdminSession(tmp_path, "drifted")
    try:
        assert other.status()["exit_code"] == 3
        ids = ids_in(other.tenant)
        document = other.status(**ids)
        assert document["exit_code"] == 7
        found = {(one["step"], one["kind"]) for one in document["drift"]}
        assert found >= {("application", "differs"), ("redirect-uris", "unmanaged"), ("client-secret", "differs")}
        secret = next(one for one in document["status"]["expiries"] if one["id"] == "client-secret")
        assert secret["level"] == "expired" and secret["days_left"] < 0
        handoff = tmp_path / "new.totalhandoff"
        left = other.status("--repair", "--handoff", str(handoff), **ids)
        (listed,) = [one for one in left["unmanaged"] if one["kind"] == "application"]
        assert [one["uri"] for one in listed["redirect_uris"]] == ["https://elsewhere.example/callback"]
        assert left["drift"] == [], "what was listed before the confirmation is the baseline"
        assert [one["found"] for one in left["status"]["accepted"]] == ["https://elsewhere.example/callback"]
        assert json.loads(handoff.read_text(encoding="utf-8"))["handoff"]["client_secret"]
    finally:
        other.tenant.stop()


@pytest.mark.sweep
def test_repair_with_ids_adopts_both_and_teardown_names_what_stays(tmp_path: Path) -> None:
    other = AdminSession(tmp_path, "drifted")
    try:
        repaired = other.runs("status", "--repair", **ids_in(other.tenant))
        assert "Accepted when the application was adopted" in repaired.out
        assert "Sign-in may also return to https://elsewhere.example/callback" in " ".join(repaired.out.split())
        ended = other.runs("teardown", "--yes")
        assert ended.status == 0, ended.err
        assert ASK_TOTAL in " ".join(ended.out.split())
        after = " ".join(other.runs("status").err.split())
        assert "These stay: the application TOTAL, its provisioning job, the group TOTAL-Admin." in after
        assert "Nothing needs to be done" not in after
    finally:
        other.tenant.stop()
