"""What appears later than the baseline, and was neither added nor accepted from this machine, is drift."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from total_onboard.engine.journal.entry import Accepted
from total_onboard.engine.journal.journal import Journal

PEOPLE = ("bo@contoso.com", "cleo@contoso.com")
LATER: dict[str, tuple[str, dict[str, Any], str]] = {
    "redirect URI": ("web", {"redirectUris": ["https://mallory.example/web"]}, "https://mallory.example/web"),
    "single-page URI": ("spa", {"redirectUris": ["https://mallory.example/spa"]}, "https://mallory.example/spa"),
    "native URI": ("publicClient", {"redirectUris": ["https://mallory.example/app"]}, "https://mallory.example/app"),
}


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as made:
        yield made


def drift(admin_session: AdminSession) -> str:
    return " ".join(one["sentence"] for one in admin_session.status()["drift"])


def user_id(admin_session: AdminSession, upn: str) -> str:
    (found,) = [one["id"] for one in admin_session.tenant.store.users.all_current() if one["userPrincipalName"] == upn]
    return str(found)


def journal(admin_session: AdminSession) -> Journal:
    (path,) = (admin_session.home / "state").rglob("*.jsonl")
    return Journal(path)


def accept(admin_session: AdminSession, step: str, what: str) -> None:
    """As if a command of ours had accepted it."""
    object_id = admin_session.resources["application_object_id"]
    journal(admin_session).write(Accepted(step=step, item=what, object_id=object_id))


def test_later_member_is_drift_until_admins_add_accepts_them(admin_session: AdminSession) -> None:
    group, (bo, cleo) = admin_session.resources["admin_group_id"], PEOPLE
    admin_session.tenant.store.members[group] += [user_id(admin_session, bo), user_id(admin_session, cleo)]
    assert all(f"{who} is a member of TOTAL-Admin" in drift(admin_session) for who in PEOPLE)

    assert admin_session.runs("admins", "add", bo).status == 0
    assert f"{bo} is a member" not in drift(admin_session)
    assert f"{cleo} is a member" in drift(admin_session)

    assert admin_session.runs("admins", "remove", *PEOPLE).status == 0
    assert admin_session.status()["exit_code"] == 0
    admin_session.tenant.store.members[group].append(user_id(admin_session, bo))
    assert f"{bo} is a member" in drift(admin_session), "who was removed from here is not expected any more"


def test_member_who_is_added_from_here_is_no_drift(admin_session: AdminSession) -> None:
    assert admin_session.runs("admins", "add", *PEOPLE).status == 0
    assert admin_session.status()["exit_code"] == 0


REFUSED: dict[str, Any] = {"kind": "status", "status": 403, "error": "Authorization_RequestDenied", "times": 0}


@pytest.mark.parametrize("message", ["Insufficient privileges.", "Directory quota exceeded"])
def test_refused_addition_leaves_a_later_member_drift(admin_session: AdminSession, message: str) -> None:
    group, bo = admin_session.resources["admin_group_id"], PEOPLE[0]
    admin_session.tenant.faults.add({**REFUSED, "method": "PATCH", "path": f".*/groups/{group}", "message": message})
    assert admin_session.runs("admins", "add", bo).status != 0
    admin_session.tenant.faults.clear()
    assert user_id(admin_session, bo) not in admin_session.tenant.store.members[group]
    assert not [entry for entry in journal(admin_session).entries() if isinstance(entry, Accepted)]

    admin_session.tenant.store.members[group].append(user_id(admin_session, bo))
    assert f"{bo} is a member of TOTAL-Admin" in drift(admin_session)
    admin_session.runs("teardown", "--output", "json")
    assert user_id(admin_session, bo) in admin_session.tenant.store.members[group]


def test_refused_removal_leaves_the_member_expected(admin_session: AdminSession) -> None:
    group, bo = admin_session.resources["admin_group_id"], PEOPLE[0]
    assert admin_session.runs("admins", "add", bo).status == 0
    admin_session.tenant.faults.add({**REFUSED, "method": "DELETE", "path": f".*/groups/{group}/members/.*"})
    assert admin_session.runs("admins", "remove", bo).status != 0
    admin_session.tenant.faults.clear()
    assert admin_session.status()["exit_code"] == 0


def test_another_administrator_on_this_machine_sees_no_drift_in_the_creator(admin_session: AdminSession) -> None:
    """Graph makes the creator an owner; the journal knows who ran setup here."""
    owners = admin_session.tenant.store.owners
    ada, bo = user_id(admin_session, "ada@contoso.com"), user_id(admin_session, "bo@contoso.com")
    assert ada in owners[admin_session.resources["application_object_id"]]
    lines = journal(admin_session).path.read_text(encoding="utf-8")
    assert "ada@contoso.com" in lines
    for object_id in (admin_session.resources["application_object_id"], admin_session.resources["admin_group_id"]):
        owners.setdefault(object_id, []).append(bo)
    assert "bo@contoso.com can add credentials" in drift(admin_session)
    journal(admin_session).path.write_text(lines.replace("ada@contoso.com", "bo@contoso.com"), encoding="utf-8")
    assert "bo@contoso.com" not in drift(admin_session)


@pytest.mark.parametrize("kind", LATER)
def test_later_address_is_drift_unless_it_is_accepted(admin_session: AdminSession, kind: str) -> None:
    platform, value, uri = LATER[kind]
    app = admin_session.tenant.store.applications.truth(admin_session.resources["application_object_id"])
    assert app
    there = app.get(platform, {}).get("redirectUris", [])
    app[platform] = {**app.get(platform, {}), "redirectUris": [*there, *value["redirectUris"]]}
    assert uri in drift(admin_session)
    accept(admin_session, "redirect-uris", f"{platform} {uri}")
    assert uri not in drift(admin_session)


def test_later_app_role_is_drift_unless_it_is_accepted(admin_session: AdminSession) -> None:
    app = admin_session.tenant.store.applications.truth(admin_session.resources["application_object_id"])
    assert app
    role: dict[str, Any] = {
        "id": "5f0f4d0e-6a9d-4b5b-8a52-5a3b0e5d9c11",
        "displayName": "Root",
        "value": "root",
        "isEnabled": True,
    }
    app["appRoles"] = [*app["appRoles"], {**role, "description": "Root", "allowedMemberTypes": ["User"]}]
    assert "There is another app role, Root" in drift(admin_session)
    accept(admin_session, "application", role["id"])
    assert "app role" not in drift(admin_session)


@pytest.mark.parametrize("name", ["TOTAL integration", "backdoor"])
def test_later_secret_is_drift_whatever_its_name_unless_it_is_kept(admin_session: AdminSession, name: str) -> None:
    app = f"applications/{admin_session.resources['application_object_id']}"
    made = admin_session.portal.does("POST", f"{app}/addPassword", {"passwordCredential": {"displayName": name}})
    assert "There is another client secret" in drift(admin_session)
    accept(admin_session, "client-secret", made["keyId"])
    assert "another client secret" not in drift(admin_session)


def test_later_federated_credential_is_drift_unless_it_is_accepted(admin_session: AdminSession) -> None:
    path = f"applications/{admin_session.resources['application_object_id']}/federatedIdentityCredentials"
    body = {
        "name": "ci",
        "issuer": "https://ci.example",
        "subject": "main",
        "audiences": ["api://AzureADTokenExchange"],
    }
    made = admin_session.portal.does("POST", path, body)
    assert "a federated credential for https://ci.example" in drift(admin_session)
    accept(admin_session, "client-secret", made["id"])
    assert "federated" not in drift(admin_session)
