"""What appears later than the baseline, and was neither added nor accepted from this machine, is drift."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.status.desk import DeskOfAdmin, desk_that_set_up, unhurried
from total_onboard.engine.journal.entry import Kind
from total_onboard.engine.journal.journal import Journal

PEOPLE = ("bo@contoso.com", "cleo@contoso.com")
LATER: dict[str, tuple[str, dict[str, Any], str]] = {
    "redirect URI": ("web", {"redirectUris": ["https://mallory.example/web"]}, "https://mallory.example/web"),
    "single-page URI": ("spa", {"redirectUris": ["https://mallory.example/spa"]}, "https://mallory.example/spa"),
    "native URI": ("publicClient", {"redirectUris": ["https://mallory.example/app"]}, "https://mallory.example/app"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    with desk_that_set_up(tmp_path, unhurried()) as made:
        yield made


def drift(desk: DeskOfAdmin) -> str:
    return " ".join(one["sentence"] for one in desk.status()["drift"])


def user_id(desk: DeskOfAdmin, upn: str) -> str:
    (found,) = [one["id"] for one in desk.tenant.store.users.all_true() if one["userPrincipalName"] == upn]
    return str(found)


def journal(desk: DeskOfAdmin) -> Journal:
    (path,) = (desk.home / "state").rglob("*.jsonl")
    return Journal(path)


def accept(desk: DeskOfAdmin, step: str, what: str) -> None:
    """As if a command of ours had accepted it."""
    object_id = desk.resources["application_object_id"]
    journal(desk).write(Kind.ACCEPTED, step=step, mark=what, object_id=object_id)


def test_later_member_is_drift_until_admins_add_accepts_them(desk: DeskOfAdmin) -> None:
    group, (bo, cleo) = desk.resources["admin_group_id"], PEOPLE
    desk.tenant.store.members[group] += [user_id(desk, bo), user_id(desk, cleo)]
    assert all(f"{who} is a member of TOTAL-Admin" in drift(desk) for who in PEOPLE)

    assert desk.runs("admins", "add", bo).status == 0
    assert f"{bo} is a member" not in drift(desk)
    assert f"{cleo} is a member" in drift(desk)

    assert desk.runs("admins", "remove", *PEOPLE).status == 0
    assert desk.status()["exit_code"] == 0
    desk.tenant.store.members[group].append(user_id(desk, bo))
    assert f"{bo} is a member" in drift(desk), "who was removed from here is not expected any more"


def test_member_who_is_added_from_here_is_no_drift(desk: DeskOfAdmin) -> None:
    assert desk.runs("admins", "add", *PEOPLE).status == 0
    assert desk.status()["exit_code"] == 0


REFUSED: dict[str, Any] = {"kind": "status", "status": 403, "error": "Authorization_RequestDenied", "times": 0}


@pytest.mark.parametrize("message", ["Insufficient privileges.", "Directory quota exceeded"])
def test_refused_addition_leaves_a_later_member_drift(desk: DeskOfAdmin, message: str) -> None:
    group, bo = desk.resources["admin_group_id"], PEOPLE[0]
    desk.tenant.faults.add({**REFUSED, "method": "PATCH", "path": f".*/groups/{group}", "message": message})
    assert desk.runs("admins", "add", bo).status != 0
    desk.tenant.faults.clear()
    assert user_id(desk, bo) not in desk.tenant.store.members[group]
    assert not [entry for entry in journal(desk).entries() if entry.kind is Kind.ACCEPTED]

    desk.tenant.store.members[group].append(user_id(desk, bo))
    assert f"{bo} is a member of TOTAL-Admin" in drift(desk)
    desk.runs("teardown", "--output", "json")
    assert user_id(desk, bo) in desk.tenant.store.members[group]


def test_refused_removal_leaves_the_member_expected(desk: DeskOfAdmin) -> None:
    group, bo = desk.resources["admin_group_id"], PEOPLE[0]
    assert desk.runs("admins", "add", bo).status == 0
    desk.tenant.faults.add({**REFUSED, "method": "DELETE", "path": f".*/groups/{group}/members/.*"})
    assert desk.runs("admins", "remove", bo).status != 0
    desk.tenant.faults.clear()
    assert desk.status()["exit_code"] == 0


def test_another_administrator_on_this_machine_sees_no_drift_in_the_creator(desk: DeskOfAdmin) -> None:
    """Graph makes the creator an owner; the journal knows who ran setup here."""
    owners = desk.tenant.store.owners
    ada, bo = user_id(desk, "ada@contoso.com"), user_id(desk, "bo@contoso.com")
    assert ada in owners[desk.resources["application_object_id"]]
    lines = journal(desk).path.read_text(encoding="utf-8")
    assert "ada@contoso.com" in lines
    for object_id in (desk.resources["application_object_id"], desk.resources["admin_group_id"]):
        owners.setdefault(object_id, []).append(bo)
    assert "bo@contoso.com may add credentials" in drift(desk)
    journal(desk).path.write_text(lines.replace("ada@contoso.com", "bo@contoso.com"), encoding="utf-8")
    assert "bo@contoso.com" not in drift(desk)


@pytest.mark.parametrize("kind", LATER)
def test_later_address_is_drift_unless_it_is_accepted(desk: DeskOfAdmin, kind: str) -> None:
    platform, value, uri = LATER[kind]
    app = desk.tenant.store.applications.truth(desk.resources["application_object_id"])
    assert app
    there = app.get(platform, {}).get("redirectUris", [])
    app[platform] = {**app.get(platform, {}), "redirectUris": [*there, *value["redirectUris"]]}
    assert uri in drift(desk)
    accept(desk, "redirect-uris", f"{platform} {uri}")
    assert uri not in drift(desk)


def test_later_app_role_is_drift_unless_it_is_accepted(desk: DeskOfAdmin) -> None:
    app = desk.tenant.store.applications.truth(desk.resources["application_object_id"])
    assert app
    role: dict[str, Any] = {
        "id": "5f0f4d0e-6a9d-4b5b-8a52-5a3b0e5d9c11",
        "displayName": "Root",
        "value": "root",
        "isEnabled": True,
    }
    app["appRoles"] = [*app["appRoles"], {**role, "description": "Root", "allowedMemberTypes": ["User"]}]
    assert "There is another app role, Root" in drift(desk)
    accept(desk, "application", role["id"])
    assert "app role" not in drift(desk)


@pytest.mark.parametrize("name", ["TOTAL integration", "backdoor"])
def test_later_secret_is_drift_whatever_its_name_unless_it_is_kept(desk: DeskOfAdmin, name: str) -> None:
    app = f"applications/{desk.resources['application_object_id']}"
    made = desk.portal.does("POST", f"{app}/addPassword", {"passwordCredential": {"displayName": name}})
    assert "There is another client secret" in drift(desk)
    accept(desk, "client-secret", made["keyId"])
    assert "another client secret" not in drift(desk)


def test_later_federated_credential_is_drift_unless_it_is_accepted(desk: DeskOfAdmin) -> None:
    path = f"applications/{desk.resources['application_object_id']}/federatedIdentityCredentials"
    body = {
        "name": "ci",
        "issuer": "https://ci.example",
        "subject": "main",
        "audiences": ["api://AzureADTokenExchange"],
    }
    made = desk.portal.does("POST", path, body)
    assert "a federated credential for https://ci.example" in drift(desk)
    accept(desk, "client-secret", made["id"])
    assert "federated" not in drift(desk)
