"""The script of ``export`` for a tenant that was set up and has drifted since, run with the real Azure CLI."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.clients.exported_setup import ExportedSetup, comparable
from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession

pytestmark = pytest.mark.timeout(400)
OTHERS: Final = "https://intranet.example/$(id)'$HOME"
NAME: Final = 'O\'Brien "$(id)" `id` ${HOME} $HOME \\\nEND_OF_BODY\nexit 9'
RENAMED: Final = {"call": ["PATCH", "applications/{app}", {"displayName": NAME.replace("{", "{{").replace("}", "}}")}]}
TAMPERED: Final[tuple[dict[str, Any], ...]] = (
    {"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": [OTHERS]}}]},
    {"call": ["PATCH", "servicePrincipals/{principal}", {"appRoleAssignmentRequired": False}]},
    {"call": ["PATCH", "applications/{app}", {"requiredResourceAccess": []}]},
    {"deed": "unassign_the_group"},
    {"deed": "withdraw_email"},
    {"map": {"externalId": "mailNickname"}},
)


@dataclass(frozen=True)
class Repaired:
    """A script, what it printed, what it and a second run wrote, and the redirect URIs then."""

    script: ExportedSetup
    ended: subprocess.CompletedProcess[str]
    writes: list[str]
    again: list[str]
    uris: list[str]


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repaired]:
    """A tenant in which others changed six things and the name, and a script for it ran twice."""
    session = AdminSession(tmp_path_factory.mktemp("drifted"))
    try:
        session.sets_up()
        for by in (RENAMED, *TAMPERED):
            OtherAdmin(session).tampers(by)
        script = ExportedSetup(session, "--sign-in", "device-code")
        path = f"applications/{session.resources['application_object_id']}"
        session.portal.does("PATCH", path, {"displayName": "TOTAL"})
        before = len(session.writes)
        ended = script.runs()
        between = len(session.writes)
        script.runs()
        uris = session.portal.does("GET", path)["web"]
        yield Repaired(script, ended, session.writes[before:between], session.writes[between:], uris["redirectUris"])
    finally:
        session.tenant.stop()


def test_script_for_a_drifted_tenant_sends_only_the_differences(repaired: Repaired) -> None:
    assert repaired.ended.returncode == 0, repaired.ended.stderr
    assert sorted(one.split()[0] for one in repaired.writes) == ["PATCH"] * 4 + ["POST", "PUT"]
    body = repaired.script.script.read_text("utf-8").partition("\ntemplate=")[2]
    assert f"application={repaired.script.session.resources['application_object_id']}\n" in body
    assert [one for one in ("instantiate", "addPassword", "read_scim_token") if one in body] == []


def test_script_for_a_drifted_tenant_run_again_writes_nothing(repaired: Repaired) -> None:
    assert repaired.again == []


def test_script_for_a_drifted_tenant_keeps_what_others_added(repaired: Repaired) -> None:
    assert repaired.uris == [OTHERS, repaired.script.session.tenant.sheet_values.redirect_uri]


def test_tenant_after_the_script_equals_one_that_was_set_up(repaired: Repaired, tmp_path: Path) -> None:
    session = repaired.script.session
    uris = [session.tenant.sheet_values.redirect_uri]
    path = f"applications/{session.resources['application_object_id']}"
    session.portal.does("PATCH", path, {"web": {"redirectUris": uris}})
    ended = session.runs("status")
    assert (ended.status, "Everything matches" in ended.out) == (0, True), ended.out + ended.err
    other = AdminSession(tmp_path)
    try:
        other.sets_up()
        assert comparable(session) == comparable(other)
    finally:
        other.tenant.stop()


def test_script_stops_before_any_write_if_the_application_is_another(repaired: Repaired) -> None:
    session, script = repaired.script.session, repaired.script.script
    before, text = session.writes, script.read_text("utf-8")
    known = session.resources["client_id"]
    try:
        script.write_text(text.replace(f"'Its client ID' {known}", f"'Its client ID' x{known}"), "utf-8")
        ended = repaired.script.runs()
    finally:
        script.write_text(text, "utf-8")
    assert (ended.returncode, session.writes) == (1, before)
    assert "The tenant has changed since it was read" in ended.stderr
