"""How provisioning fares and what ends when, as a function of what was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.steps.observed_tenants import NOW, run_state_from
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.differences_from_desired import REPAIR
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.provisioning_health import provisioning_of
from total_onboard.diagnostics.drift.status_result import Level
from total_onboard.entra.resources.groups import Member

GROUP = "#microsoft.graph.group"


def job(state: str = "Active", **status: Any) -> dict[str, Any]:
    return {"job": {"id": "scim.1", "templateId": "scim", "schedule": {"state": state}, "status": status}}


def cycle(minutes_ago: int) -> dict[str, Any]:
    ended = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return {"state": "Succeeded", "timeBegan": ended, "timeEnded": ended, "countEntitled": 4, "countExported": 2}


@pytest.mark.parametrize(
    ("tenant", "state"),
    [
        ({}, "missing"),
        (job("Disabled"), "stopped"),
        (job("Paused"), "paused"),
        (job(lastExecution={"timeEnded": "0001-01-01T00:00:00Z"}), "waiting"),
        (job(lastExecution=cycle(3)), "running"),
        (job(quarantine={"reason": "Unknown"}), "quarantine"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_state_is_told_in_a_word(tenant: dict[str, Any], state: str) -> None:
    assert provisioning_of(run_state_from(tenant), {}).state == state


def test_a_cycle_begins_forty_minutes_after_the_last_one_and_never_in_the_past() -> None:
    soon = provisioning_of(run_state_from(job(lastExecution=cycle(11))), {})
    assert soon.next_cycle == NOW + timedelta(minutes=29)
    assert provisioning_of(run_state_from(job(lastExecution=cycle(90))), {}).next_cycle == NOW
    assert provisioning_of(run_state_from(job("Paused", lastExecution=cycle(11))), {}).next_cycle is None


def test_in_quarantine_microsoft_says_when_it_tries_again() -> None:
    quarantine = {"reason": "Unknown", "nextAttempt": "2026-11-24T12:00:00Z"}
    found = provisioning_of(run_state_from(job(quarantine=quarantine, lastExecution=cycle(5))), {})
    assert found.next_cycle == NOW + timedelta(days=1)


def test_the_first_cycle_is_estimated_from_assigned_people_groups_and_their_members() -> None:
    people = [Member(id=f"p{number}") for number in range(100)]
    nested = Member.model_validate({"id": "g", "@odata.type": GROUP})
    assigned = [
        {"id": "a", "appRoleId": "r", "principalId": "x", "resourceId": "p", "principalType": "User"},
        {"id": "b", "appRoleId": "r", "principalId": "p0", "resourceId": "p", "principalType": "User"},
    ]
    state = run_state_from(job() | {"assignments": assigned})
    estimate = provisioning_of(state, {"TOTAL-Admin": [*people, nested], "TOTAL-Analyst": people[:50]}).estimate
    assert estimate is not None
    assert (estimate.people, estimate.groups, estimate.memberships) == (101, 2, 150)
    assert (estimate.least_minutes, estimate.most_minutes) == (1.54, 12.32)


def test_where_access_is_by_groups_alone_each_member_counts_once() -> None:
    people = [Member(id=f"p{number}") for number in range(99)]
    estimate = provisioning_of(run_state_from(job()), {"TOTAL-Admin": people}).estimate
    assert estimate is not None
    assert (estimate.least_minutes, estimate.most_minutes) == (1, 8)


def test_nobody_can_say_how_long_the_members_of_a_group_take_that_another_admin_assigned() -> None:
    stranger = {"id": "a", "appRoleId": "r", "principalId": "g", "resourceId": "p", "principalType": "Group"}
    assert provisioning_of(run_state_from(job() | {"assignments": [stranger]}), {"TOTAL-Admin": []}).estimate is None


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ({"state": "Succeeded"}, ""),
        ({"state": "Failed"}, "total-onboard verify"),
        ({"state": "EntryLevelErrors", "countEscrowed": 1}, "total-onboard verify --test-removal"),
        ({"state": "Succeeded", "countEscrowed": 1}, "total-onboard verify --test-removal"),
    ],
    ids=lambda value: value.get("state") if isinstance(value, dict) else "",
)
def test_a_cycle_that_failed_for_all_or_for_some_is_no_good_health(ended: dict[str, Any], told: str) -> None:
    found = provisioning_of(run_state_from(job(lastExecution=cycle(3) | ended)), {})
    assert found.last_cycle is not None
    assert told in found.last_cycle.remedy
    assert found.fails is bool(told)


def test_what_a_cycle_failed_at_before_it_was_mended_says_nothing_any_more() -> None:
    failed = run_state_from(job(lastExecution=cycle(3) | {"state": "Failed"}))
    assert not provisioning_of(failed, {}, repaired=True).fails


def test_once_everybody_was_carried_over_there_is_nothing_to_estimate() -> None:
    steady = job(steadyStateFirstAchievedTime="2026-11-20T10:00:00Z", lastExecution=cycle(1))
    assert provisioning_of(run_state_from(steady), {}).estimate is None


@pytest.mark.parametrize(
    ("days", "level"), [(61, Level.OK), (59, Level.WARN), (29, Level.CRITICAL), (-1, Level.EXPIRED)]
)
def test_of_several_secrets_the_one_that_ends_last_counts(days: int, level: Level) -> None:
    ends = [NOW + timedelta(days=days), NOW - timedelta(days=400)]
    secrets = [
        {"keyId": str(number), "displayName": "TOTAL integration", "endDateTime": end.isoformat()}
        for number, end in enumerate(ends)
    ]
    state = run_state_from({"application": {"passwordCredentials": secrets}})
    secret, token = expiries(DesiredState(), state)
    assert (secret.level, secret.days_left) == (level, days)
    assert ("until then nobody can sign in" in secret.remedy) is (level is Level.EXPIRED)
    assert (REPAIR in secret.remedy) is (level is Level.EXPIRED), "the difference has the same remedy"
    assert token.level is Level.UNKNOWN


def test_a_secret_without_an_end_is_nothing_to_care_about_whatever_else_has_ended() -> None:
    secrets = [
        {"keyId": "0", "displayName": "TOTAL integration"},
        {"keyId": "1", "displayName": "TOTAL integration", "endDateTime": NOW - timedelta(days=1)},
    ]
    secret, _ = expiries(DesiredState(), run_state_from({"application": {"passwordCredentials": secrets}}))
    assert (secret.level, secret.expires_at, secret.days_left, secret.remedy) == (Level.OK, None, None, "")
    assert secret.sentence == "no expiry date"


@pytest.mark.parametrize(
    ("minutes", "pace"), [(0.5, "faster"), (1, "as-estimated"), (5, "as-estimated"), (8, "as-estimated"), (9, "slower")]
)
def test_first_cycle_is_compared_with_the_estimate(minutes: float, pace: str) -> None:
    people = [Member(id=f"p{number}") for number in range(99)]
    began = datetime(2026, 11, 20, 10, tzinfo=UTC)
    ended = (began + timedelta(minutes=minutes)).isoformat()
    last = {"state": "Succeeded", "timeBegan": began.isoformat(), "timeEnded": ended}
    state = run_state_from(job(steadyStateFirstAchievedTime=ended, lastExecution=last))
    found = provisioning_of(state, {"TOTAL-Admin": people}).first_cycle
    assert found is not None
    assert (found.minutes, found.pace, found.estimate.least_minutes) == (minutes, pace, 1)


def test_later_cycle_says_nothing_of_the_first() -> None:
    last = {"state": "Succeeded", "timeBegan": "2026-11-20T11:00:00Z", "timeEnded": "2026-11-20T11:01:00Z"}
    state = run_state_from(job(steadyStateFirstAchievedTime="2026-11-20T10:00:00Z", lastExecution=last))
    assert provisioning_of(state, {"TOTAL-Admin": []}).first_cycle is None
