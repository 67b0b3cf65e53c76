"""What an object contains that only an option names is shown before anybody confirms a write to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ownership.conftest import AtHostile
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.yaml_text import read_yaml

TABLE: dict[str, dict[str, Any]] = read_yaml((Path(__file__).parent / "named.yaml").read_text("utf-8"))
PREPARED = [(persona, command) for persona, commands in TABLE["prepared"].items() for command in commands]
APP, GROUP = "a3d52c1e-7b60-4f94-8c1d-5e90b7f2a614", "f2b7d4a9-5c13-4e86-a07d-91c3e6b8f520"
IDS = {"prepared-group": ("--group-id", f"TOTAL-Admin={GROUP}"), "prepared-application": ("--app-id", APP)}


def id_of(admin_session: AdminSession, upn: str) -> str:
    return next(
        str(one["id"]) for one in admin_session.tenant.store.users.all_current() if one["userPrincipalName"] == upn
    )


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """Set up from another machine; since then Cleo owns everything and is a member, and people get in unassigned."""
    with session_after_setup(tmp_path_factory.mktemp("named"), session_with_rare_cycles()) as made:
        store, ids = made.tenant.store, made.resources
        for object_id in (ids["application_object_id"], ids["service_principal_id"], ids["admin_group_id"]):
            store.owners.setdefault(object_id, []).append(id_of(made, "cleo@contoso.com"))
        store.members[ids["admin_group_id"]].append(id_of(made, "cleo@contoso.com"))
        principal = next(
            one for one in store.service_principals.all_current() if one["id"] == ids["service_principal_id"]
        )
        principal["appRoleAssignmentRequired"] = False
        yield made


def listed(admin_session: AdminSession, *words: str, **environment: str | None) -> dict[str, dict[str, Any]]:
    """What the document and the terminal list where nobody can confirm, by kind; nothing is written."""
    before = len(admin_session.writes)
    end = admin_session.types(*words, "--output", "json", **environment)
    assert end.status == 2, (end.out, end.err)
    assert "--yes" in end.document["problems"][0]["remedy"]
    assert admin_session.writes[before:] == []
    found = {one["kind"]: one for one in end.document.get("unmanaged", [])}
    for kind, one in found.items():
        assert f"Not set up from this machine: the {kind} {one['display_name']}" in end.err
        assert all(owner["id"] in " ".join(end.err.split()) for owner in one["owners"])
    return found


@pytest.mark.parametrize(("persona", "command"), PREPARED, ids=lambda one: one.replace(" ", "_"))
def test_prepared_object_that_an_option_names_is_listed_before_a_write(
    at_hostile: AtHostile, persona: str, command: str
) -> None:
    admin_session = at_hostile(persona)
    found = listed(admin_session, *command.split(), *IDS[persona])

    assert set(found) == set(TABLE["prepared"][persona][command])
    mallory = id_of(admin_session, "mallory@contoso.com")
    for kind, one in found.items():
        whose = one["owners"] if kind == "application" else one["members"]
        assert mallory in [person["id"] for person in whose]
    if "application" in found:
        assert "https://mallory.example/callback" in json.dumps(found["application"]["redirect_uris"])
        assert [one["display_name"] for one in found["application"]["secrets"]] == ["TOTAL integration"]


@pytest.mark.parametrize("command", TABLE["set_up"], ids=lambda one: one.replace(" ", "_"))
def test_object_of_another_machine_that_an_option_names_is_listed_before_a_write(
    admin_session: AdminSession, command: str
) -> None:
    token = {"TOTAL_ONBOARD_SCIM_TOKEN": "another-scim-token-0123456789"} if "--scim-token" in command else {}
    state = {"TOTAL_ONBOARD_STATE_DIR": str(admin_session.home / "elsewhere")}
    found = listed(admin_session, *command.split(), *admin_session.ids, **state, **token)

    assert set(found) == set(TABLE["set_up"][command])
    cleo = id_of(admin_session, "cleo@contoso.com")
    for one in found.values():
        assert cleo in [person["id"] for person in one["owners"]]
    if "group" in found:
        assert cleo in [person["id"] for person in found["group"]["members"]]
    if "application" in found:
        assert cleo in [person["id"] for person in found["application"]["principal_owners"]]


@pytest.mark.parametrize("command", ["admins add bo@contoso.com", "status --repair", "sync", "teardown --groups"])
def test_object_of_this_machine_that_an_option_names_too_is_not_listed(
    admin_session: AdminSession, command: str
) -> None:
    assert listed(admin_session, *command.split(), *admin_session.ids) == {}
