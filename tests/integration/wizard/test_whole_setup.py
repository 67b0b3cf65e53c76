"""A setup whose values are all typed, from the first question to the run that has nothing left to ask."""

from __future__ import annotations

from pathlib import Path

from tests.integration.wizard.test_wizard import NOTHING_GIVEN, said
from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.support.typist import typing


def typed(admin_session: AdminSession, *lines: str) -> CliResult:
    with typing(*lines) as typist:
        ended = admin_session.types("setup", **NOTHING_GIVEN)
    assert typist.left == [], ended.err
    return ended


def test_setup_with_typed_values_asks_each_value_once(tmp_path: Path) -> None:
    admin_session = AdminSession(tmp_path, session_with_rare_cycles())
    values = admin_session.tenant.sheet_values
    try:
        first = typed(admin_session, values.redirect_uri, "bo", "", "", "later", "y")
        assert first.status == 5, first.err
        second = typed(admin_session, "", values.scim_url, values.scim_token, "y")
        assert second.status == 0, second.err
        assert "Administrator (" not in said(second)
        third = typed(admin_session, "")
        assert third.status == 0, third.err
        assert f"Redirect URI [{values.redirect_uri}]" in said(third) and "SCIM token (" not in said(third)
    finally:
        admin_session.tenant.stop()
