"""Which client secret is proven: the one in the hand-off, whatever others the application has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession, session_after_setup

OLD, NEW = "first.totalhandoff", "new.totalhandoff"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path) as made:
        written_long_ago(tmp_path / OLD)
        yield made


def written_long_ago(handoff: Path) -> None:
    document = json.loads(handoff.read_text(encoding="utf-8"))
    document["handoff"]["created_at"] = "2020-01-01T00:00:00Z"
    handoff.write_text(json.dumps(document), encoding="utf-8")


def token(admin_session: AdminSession, handoff: str) -> dict[str, Any]:
    verifications = admin_session.runs("verify", "--output", "json", "--handoff", handoff).document["verifications"]
    found: dict[str, Any] = next(one for one in verifications if one["id"] == "token")
    return found


def test_a_secret_that_was_rotated_away_is_told_at_once_and_the_newer_hand_off_asked_for(
    admin_session: AdminSession,
) -> None:
    admin_session.runs("rotate-secret", "--output", "json", "--handoff", NEW)
    assert admin_session.runs("rotate-secret", "--output", "json", "--finish", "--yes").status == 0
    verification = token(admin_session, OLD)
    assert (verification["outcome"], verification["seconds"] < 5) == ("failed", True)
    assert "was removed from TOTAL; give the newer hand-off" in verification["found"]
    assert "verify --handoff FILE" in verification["remedy"]
    assert token(admin_session, NEW)["outcome"] == "verified"


def test_a_secret_that_someone_replaced_is_told_and_another_is_to_be_made(admin_session: AdminSession) -> None:
    OtherAdmin(admin_session).replace_the_secret()
    verification = token(admin_session, OLD)
    assert (verification["outcome"], "was removed from TOTAL" in verification["found"]) == ("failed", True)
    assert "status --repair --handoff FILE" in verification["remedy"]
