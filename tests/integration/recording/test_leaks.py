"""Recordings hold no secret, and nothing by which a person, a tenant or an object is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession, session_after_setup
from tests.support.recorded import leaked

AFTERWARDS = ("status", "verify", "sync", "admins list", "rotate-secret", "teardown")


def test_recording_of_setup_and_later_commands_leaks_nothing(tmp_path: Path) -> None:
    with session_after_setup(tmp_path) as admin:
        for number, words in enumerate(AFTERWARDS):
            path = tmp_path / f"{number}.har"
            admin.runs(*words.split(), "--record", str(path))
            assert leaked(admin.tenant, path) == [], words


@pytest.mark.parametrize("persona", ["ready", "hostile-names", "already-there"])
def test_recording_of_a_first_command_leaks_nothing(tmp_path: Path, persona: str) -> None:
    admin, path = AdminSession(tmp_path, persona), tmp_path / "run.har"
    try:
        admin.runs("setup" if persona == "ready" else "check-prereqs", "--record", str(path))
        assert leaked(admin.tenant, path) == []
    finally:
        admin.tenant.stop()


def test_leak_search_finds_what_another_file_of_the_run_holds(tmp_path: Path) -> None:
    admin = AdminSession(tmp_path)
    try:
        admin.runs("check-prereqs", "--log-file", str(tmp_path / "run.log"))
        assert leaked(admin.tenant, tmp_path / "run.log") != []
    finally:
        admin.tenant.stop()


@pytest.mark.parametrize(
    "text", ["/v1.0/users/Cleo/memberOf-2-Long-Enough", "Cleo", '{"name": "cleo"}', "a+b/CLEO/4", "total_cleo_2"]
)
def test_leak_search_finds_a_short_name_next_to_anything(tmp_path: Path, text: str) -> None:
    admin = AdminSession(tmp_path, "hostile-names")
    try:
        (tmp_path / "run.har").write_text(text, encoding="utf-8")
        assert "name Cleo" in leaked(admin.tenant, tmp_path / "run.har")
    finally:
        admin.tenant.stop()
