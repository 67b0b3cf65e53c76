"""New SCIM values, and a provisioning job that failed with the old ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import synchronization_service

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

SECOND = "another-scim-token-0123456789"


def job_of(admin: Admin) -> Job:
    """The tenant's one provisioning job."""
    ((job,),) = [list(by_id.values()) for by_id in synchronization_service(admin.tenant.store).jobs.values()]
    return job


def stored_token(admin: Admin) -> str:
    (stored,) = synchronization_service(admin.tenant.store).secrets.values()
    return stored["SecretToken"]


def store_by_hand(admin: Admin, token: str) -> None:
    """As somebody does on the portal's page, without a test."""
    (stored,) = synchronization_service(admin.tenant.store).secrets.values()
    stored["SecretToken"] = token


def wait_until(true: Callable[[], object], within: float = 60) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def in_quarantine(at: OpenTenant) -> Admin:
    admin = at("ready")
    assert admin.sets_up().status == 0
    store_by_hand(admin, "wrong")
    admin.tenant.store.clock.leap(timedelta(hours=2))
    wait_until(lambda: job_of(admin).quarantine)
    return admin


def test_a_quarantined_job_is_given_its_values_again_and_leaves(at: OpenTenant) -> None:
    admin = in_quarantine(at)
    right = admin.environment["TOTAL_ONBOARD_SCIM_TOKEN"]
    ended = admin.sets_up()
    assert ended.status == 0, ended.err
    assert ended.actions()["scim-credentials"] == {"update"}
    assert ended.actions()["start"] == {"update"}
    assert stored_token(admin) == right
    assert job_of(admin).quarantine is None


def test_without_the_values_a_quarantined_job_waits_for_them(at: OpenTenant) -> None:
    admin = in_quarantine(at)
    ended = admin.sets_up(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert ended.status == 5
    (waiting,) = ended.document["blocked"]
    assert waiting["step"] == "scim-credentials"
    assert "quarantine" in waiting["sentence"]


def test_a_token_that_total_does_not_take_is_not_stored(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up().status == 0
    ended = admin.sets_up(TOTAL_ONBOARD_SCIM_TOKEN=SECOND)
    assert ended.status in (3, 5)
    assert stored_token(admin) == admin.environment["TOTAL_ONBOARD_SCIM_TOKEN"]


def test_a_new_token_replaces_the_old_one_and_the_next_run_changes_nothing(at: OpenTenant) -> None:
    admin = at(load_persona("ready").model_copy(update={"pace": 1.0}))  # no cycle meets the old token meanwhile
    assert admin.sets_up().status == 0
    admin.tenant.total_takes_the_scim_token(SECOND)
    admin.environment["TOTAL_ONBOARD_SCIM_TOKEN"] = SECOND
    ended = admin.sets_up()
    assert ended.status == 0, ended.err
    assert [step for step, done in ended.actions().items() if done != {"none"}] == ["scim-credentials"]
    assert stored_token(admin) == SECOND
    before = len(admin.writes)
    assert admin.sets_up().status == 0
    assert len(admin.writes) == before


def test_on_the_admins_word_the_same_values_are_tested_and_stored_again(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up().status == 0
    store_by_hand(admin, "wrong")
    ended = admin.sets_up("--only", "scim-credentials")
    assert (ended.status, ended.actions()) == (0, {"scim-credentials": {"update"}}), ended.err
    assert stored_token(admin) == admin.environment["TOTAL_ONBOARD_SCIM_TOKEN"]
