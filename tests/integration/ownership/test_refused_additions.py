"""An addition that Graph refused isn't owned: if it appears later, someone else made it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import added

REFUSED = {
    "members": ("PATCH", "/groups/.*"),
    "owner": ("POST", "/applications/.*/owners/.*"),
    "redirect-uris": ("PATCH", "/applications/[^/]*"),
    "assignment": ("POST", "/servicePrincipals/.*/appRoleAssignedTo"),
    "permissions": ("PATCH", "/applications/[^/]*"),
}


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path)
    yield made
    made.tenant.stop()


def journal_of(admin_session: AdminSession) -> Journal:
    (path,) = (admin_session.home / "state").rglob("*.jsonl")
    return Journal(path)


@pytest.mark.parametrize(("step", "refused"), REFUSED.items(), ids=list(REFUSED))
def test_setup_refused_addition_is_not_owned(admin_session: AdminSession, step: str, refused: tuple[str, str]) -> None:
    method, path = refused
    fault = {"kind": "status", "host": "graph", "method": method, "path": f".*{path}", "status": 403, "times": 99}
    admin_session.tenant.faults.add({**fault, "error": "Authorization_RequestDenied"})
    assert admin_session.runs("setup", "--output", "json").status == 5
    assert step not in {one.step for one in added(journal_of(admin_session).entries())}
    admin_session.tenant.faults.clear()
    assert admin_session.runs("setup", "--output", "json").status == 0
    assert step in {one.step for one in added(journal_of(admin_session).entries())}


def test_consent_that_was_refused_is_not_owned_and_the_other_kind_is(admin_session: AdminSession) -> None:
    path = ".*/oauth2PermissionGrants"
    fault = {"kind": "status", "host": "graph", "method": "POST", "path": path, "status": 403, "times": 99}
    admin_session.tenant.faults.add({**fault, "error": "Authorization_RequestDenied"})
    assert admin_session.runs("setup", "--output", "json").status == 5
    entries = journal_of(admin_session).entries()
    assert {one.what for one in added(entries) if one.step == "consent"} == {"GroupMember.Read.All"}


def test_status_member_added_by_another_after_a_refusal_is_drift(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    group = admin_session.resources["admin_group_id"]
    fault = {"kind": "status", "host": "graph", "method": "PATCH", "path": ".*/groups/.*", "status": 403, "times": 99}
    admin_session.tenant.faults.add({**fault, "error": "Authorization_RequestDenied"})
    assert admin_session.runs("setup", "--admin", "bo@contoso.com", "--output", "json").status == 3
    admin_session.tenant.faults.clear()
    (bo,) = [
        one["id"] for one in admin_session.tenant.store.users.all_current() if one["mail"] == "bo.andersson@contoso.com"
    ]
    admin_session.portal.does(
        "POST",
        f"groups/{group}/members/$ref",
        {"@odata.id": f"{admin_session.tenant.addresses.graph}/v1.0/directoryObjects/{bo}"},
    )
    (drift,) = admin_session.status()["drift"]
    assert (drift["found"], drift["kind"]) == ("bo@contoso.com", "unmanaged")
