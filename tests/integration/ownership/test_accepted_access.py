"""Who gets into TOTAL, and what was consented to, through an application that is adopted: named before the plan is
confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession

USER_ROLE = "18d14569-c3bd-439b-9a66-3a2aee01d14f"
GRAPH = "00000003-0000-0000-c000-000000000000"
APP = "a3d52c1e-7b60-4f94-8c1d-5e90b7f2a614"


def principal(admin_session: AdminSession, app_id: str) -> dict[str, Any]:
    return next(one for one in admin_session.tenant.store.service_principals.all_current() if one["appId"] == app_id)


def graph_role(admin_session: AdminSession, name: str) -> str:
    return next(str(one["id"]) for one in principal(admin_session, GRAPH)["appRoles"] if one["value"] == name)


def assign(admin_session: AdminSession, client: str, role: str, **whom: str) -> None:
    resource = principal(admin_session, client)
    row = {"appRoleId": role, "resourceId": resource["id"], "resourceDisplayName": resource["displayName"]}
    admin_session.tenant.store.app_role_assignments.put({"id": f"{role}-{whom['principalId']}", **row, **whom})


def prepare_user(admin_session: AdminSession, app: dict[str, Any]) -> None:
    users = admin_session.tenant.store.users.all_current()
    mallory = next(one["id"] for one in users if one["userPrincipalName"] == "mallory@contoso.com")
    whom = {"principalId": mallory, "principalType": "User", "principalDisplayName": "Mallory Finch"}
    assign(admin_session, app["appId"], USER_ROLE, **whom)


def prepare_group(admin_session: AdminSession, app: dict[str, Any]) -> None:
    group = {"principalId": "5b1d", "principalType": "Group", "principalDisplayName": "Friends of Mallory"}
    assign(admin_session, app["appId"], USER_ROLE, **group)


def prepare_request(admin_session: AdminSession, app: dict[str, Any]) -> None:
    access = [{"id": graph_role(admin_session, "User.Read.All"), "type": "Role"}]
    app["requiredResourceAccess"] = [{"resourceAppId": GRAPH, "resourceAccess": access}]


def prepare_role_grant(admin_session: AdminSession, app: dict[str, Any]) -> None:
    itself = principal(admin_session, app["appId"])["id"]
    whom = {"principalId": itself, "principalType": "ServicePrincipal", "principalDisplayName": "TOTAL"}
    assign(admin_session, GRAPH, graph_role(admin_session, "User.Read.All"), **whom)


def prepare_scope_grant(admin_session: AdminSession, app: dict[str, Any]) -> None:
    grant = {"id": "g", "consentType": "AllPrincipals", "principalId": None, "scope": "Directory.ReadWrite.All"}
    ends = {
        "clientId": principal(admin_session, app["appId"])["id"],
        "resourceId": principal(admin_session, GRAPH)["id"],
    }
    admin_session.tenant.store.permission_grants.put(grant | ends)


def prepare_role(admin_session: AdminSession, app: dict[str, Any]) -> None:
    more = {"id": "1c7e6d0a-53f2-4d0e-8a55-6d1a4f0b9c3e", "displayName": "User", "value": "TOTAL.Administrator"}
    app["appRoles"].append(more | {"description": "", "allowedMemberTypes": ["User"], "isEnabled": True})


PREPARED = {
    "user": (prepare_user, "so these can sign in to TOTAL too: Mallory Finch (object ID "),
    "group": (prepare_group, "; Friends of Mallory (group, object ID 5b1d)"),
    "permission asked for": (prepare_request, "requested permission stays, which TOTAL doesn't need: User.Read.All"),
    "application permission": (prepare_role_grant, "existing consents stay, which TOTAL doesn't need: User.Read.All"),
    "delegated permission": (prepare_scope_grant, "; Directory.ReadWrite.All"),
    "app role of the template's name": (prepare_role, "existing app role stays: User (value TOTAL.Administrator)"),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plan of adopting an application that has all of it."""
    admin_session = AdminSession(tmp_path_factory.mktemp("desk"), "prepared-application")
    try:
        app = next(one for one in admin_session.tenant.store.applications.all_current() if one["id"] == APP)
        for prepare, _ in PREPARED.values():
            prepare(admin_session, app)
        end = admin_session.types("setup", "--dry-run", "--app-id", APP, COLUMNS="1000")
        assert end.status == 0, end.err
        return " ".join(end.out.split())
    finally:
        admin_session.tenant.stop()


@pytest.mark.parametrize("named", [words for _, words in PREPARED.values()], ids=list(PREPARED))
def test_access_through_an_adopted_application_is_named_before_the_confirmation(plan: str, named: str) -> None:
    assert named in plan


def test_consent_to_a_named_application_names_what_it_contains(tmp_path: Path) -> None:
    """Somebody may send a colleague the ID of an application that they own."""
    admin_session = AdminSession(tmp_path, "prepared-application")
    try:
        end = admin_session.types("setup", "--only", "consent", "--dry-run", "--app-id", APP, COLUMNS="1000")
    finally:
        admin_session.tenant.stop()
    assert end.status == 0, end.err
    said = " ".join((end.out + end.err).split())
    owner = next(
        one["id"] for one in admin_session.tenant.store.users.all_current() if one["mail"] == "mallory@contoso.com"
    )
    shown = f"This existing owner can change it and add secrets to it: name unavailable (object ID {owner})"
    assert shown in said, "the consent alone asks for no permission to read people"
    assert "Adopt" not in said
    assert "sign-in can also return to https://mallory.example/callback" in said
    assert "TOTAL integration (mZ4" in said


@pytest.mark.parametrize("keeps_the_templates", [True, False])
def test_groups_are_assigned_with_the_templates_role(tmp_path: Path, keeps_the_templates: bool) -> None:
    """An owner put a role of the same name, with a value, before it; or in its place."""
    admin_session = AdminSession(tmp_path, "prepared-application")
    try:
        app = next(one for one in admin_session.tenant.store.applications.all_current() if one["id"] == APP)
        for one in (app, principal(admin_session, app["appId"])):
            templates = [role for role in one["appRoles"] if keeps_the_templates or role["displayName"] != "User"]
            one["appRoles"] = []
            prepare_role(admin_session, one)
            one["appRoles"] += templates
        words = ("setup", "--handoff", "new.totalhandoff", "--app-id", APP, "--output", "json")
        end = admin_session.runs(*words)
        assigned = [one["appRoleId"] for one in admin_session.tenant.store.app_role_assignments.all_current()]
    finally:
        admin_session.tenant.stop()
    if keeps_the_templates:
        assert USER_ROLE in assigned, end.err
    else:
        assert end.status == 3, end.err
        assert "User (value TOTAL.Administrator), ID 1c7e6d0a" in end.document["problems"][0]["message"]
        assert USER_ROLE not in assigned
    assert "1c7e6d0a-53f2-4d0e-8a55-6d1a4f0b9c3e" not in assigned
