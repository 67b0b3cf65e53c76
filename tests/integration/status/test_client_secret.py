"""Which client secret status means: the one that TOTAL has, not another of its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.rotate_secret.total import Total
from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path) as made:
        yield made


def test_where_totals_secret_is_gone_one_of_the_same_name_is_none_and_a_repair_hands_off_another(
    admin_session: AdminSession,
) -> None:
    OtherAdmin(admin_session).replace_the_secret()
    found = admin_session.status()
    assert [(one["step"], one["repairable"]) for one in found["drift"]] == [
        ("client-secret", True),
        ("client-secret", False),
    ]
    assert "client-secret" not in {one["id"] for one in found["status"]["expiries"]}
    mended = admin_session.status("--repair", "--handoff", "new.totalhandoff")
    (foreign,) = mended["drift"]
    assert (mended["exit_code"], foreign["kind"]) == (7, "unmanaged")
    with Total(admin_session.tenant, admin_session.home / "new.totalhandoff") as total:
        assert total.gets_a_token()


def test_the_days_that_are_left_are_those_of_the_secret_that_was_handed_off(admin_session: AdminSession) -> None:
    before = admin_session.status()["status"]["expiries"]
    other_admin = OtherAdmin(admin_session)
    by_hand = {"displayName": "TOTAL integration", "endDateTime": "2199-01-01T00:00:00Z"}
    other_admin.tampers({"call": ["POST", "applications/{app}/addPassword", {"passwordCredential": by_hand}]})
    assert admin_session.status()["status"]["expiries"] == before
