"""What cannot be read, and who is not there, keeps nobody from proving the rest."""

from __future__ import annotations

import pytest

from tests.integration.verify.defects import Breaker
from tests.integration.verify.test_broken_tenants import ended_as, verify
from tests.support.admin_session import AdminSession
from total_onboard.diagnostics.verification import UNATTENDED_VERIFICATIONS

EVERY = {attempt.id for attempt in UNATTENDED_VERIFICATIONS}
RESTING_ON_PROVISIONING = {"scim-from-entra", "mapping", "job", "member"}


@pytest.mark.parametrize("status", [401, 403])
def test_where_provisioning_cannot_be_read_the_rest_is_verified_without_a_wait(
    admin_session: AdminSession, status: int
) -> None:
    refused = {"method": "GET", "path": ".*/synchronization/.*", "status": status, "times": 0}
    admin_session.tenant.faults.add(
        refused | {"kind": "status", "error": "Authorization_RequestDenied", "message": "No role."}
    )
    ended = verify(admin_session)
    assert (ended.status, set(ended_as(ended, "verified"))) == (5, EVERY - RESTING_ON_PROVISIONING)
    unread = ended_as(ended, "inconclusive")
    assert set(unread) == RESTING_ON_PROVISIONING
    assert all("No role." in unread[one]["found"] for one in ("scim-from-entra", "mapping", "job"))
    assert "Waiting until" not in ended.err


def test_where_the_groups_cannot_be_read_no_removal_is_tested(admin_session: AdminSession) -> None:
    admin_session.tenant.faults.add(
        {"kind": "status", "method": "GET", "path": ".*/groups.*", "status": 403, "times": 0}
    )
    ended = verify(admin_session, "--rehearse-removal", "--test-person", "bo@contoso.com")
    assert (ended.status, set(ended_as(ended, "failed"))) == (5, set())
    assert {"permission", "assignment", "member", "removal", "leavers"} == set(ended_as(ended, "inconclusive"))


def test_a_name_that_is_nobodys_concerns_the_verification_of_the_member_alone(admin_session: AdminSession) -> None:
    ended = verify(admin_session, "--admin", "nobody@contoso.com")
    assert (ended.status, set(ended_as(ended, "verified"))) == (5, EVERY - {"member"})
    member = ended_as(ended, "inconclusive")["member"]
    assert "nobody@contoso.com is not found in this tenant" in member["found"]
    assert "verify --test-removal --admin UPN" in member["remedy"]


def test_someone_who_was_disabled_since_concerns_the_verification_of_the_member_alone(
    admin_session: AdminSession, other_admin: Breaker
) -> None:
    other_admin.may_sign_in("bo@contoso.com", may=False)
    ended = verify(admin_session, TOTAL_ONBOARD_ADMIN="bo@contoso.com")
    other_admin.may_sign_in("bo@contoso.com", may=True)
    assert (ended.status, set(ended_as(ended, "verified"))) == (5, EVERY - {"member"})
    assert "is disabled" in ended_as(ended, "inconclusive")["member"]["found"]


def test_of_several_who_were_named_one_who_is_there_is_enough(admin_session: AdminSession) -> None:
    ended = verify(admin_session, TOTAL_ONBOARD_ADMIN="nobody@contoso.com,ada@contoso.com")
    assert ended.status == 0, ended.err


@pytest.mark.sweep
def test_scim_read_refused_once_is_repeated(admin_session: AdminSession) -> None:
    once = {"kind": "status", "host": "total", "method": "GET", "path": ".*/Users", "status": 503}
    before = len(admin_session.tenant.faults.happened)
    admin_session.tenant.faults.add(once)
    ended = verify(admin_session)
    assert len(admin_session.tenant.faults.happened) == before + 1
    assert ended.status == 0, ended.err
