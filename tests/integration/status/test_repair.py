"""A repair tells people what it changed and what it could not, before it tells what is there now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession

REFUSED = {
    "kind": "status",
    "method": "PATCH",
    "path": ".*/applications/.*",
    "times": 0,
    "status": 403,
    "error": "Authorization_RequestDenied",
    "message": "Insufficient privileges to complete the operation.",
}


@pytest.fixture
def without_redirect_address(admin_session: AdminSession) -> Iterator[AdminSession]:
    other_admin = OtherAdmin(admin_session)
    other_admin.tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    yield admin_session
    admin_session.tenant.faults.clear()
    other_admin.tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": ["{redirect}"]}}]})


def test_what_was_changed_is_told(without_redirect_address: AdminSession) -> None:
    ended = without_redirect_address.runs("status", "--repair")
    assert ended.status == 0, ended.err
    assert "Redirect URIs" in ended.err.partition("1 of 1")[0]
    assert "Everything matches the desired state." in ended.out


def test_what_could_not_be_changed_is_told_with_its_cause_and_what_to_do(
    without_redirect_address: AdminSession,
) -> None:
    without_redirect_address.tenant.faults.add(REFUSED)
    ended = without_redirect_address.runs("status", "--repair")
    assert ended.status == 7
    failed = " ".join(ended.out.partition("Not finished")[2].partition("Tenant")[0].split())
    assert "Insufficient privileges to complete the operation." in failed
    assert "check-prereqs" in failed
    assert "Request ID:" in failed
