"""Persona by command: what is listed, with which exit status, and that no write to Graph was sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ownership.conftest import AtHostile
from tests.support.admin_session import AdminSession
from tests.support.yaml_text import read_yaml

TABLE: dict[str, dict[str, Any]] = read_yaml((Path(__file__).parent / "hostile.yaml").read_text("utf-8"))
PERSONAS, COMMANDS = TABLE["personas"], TABLE["commands"]
PREPARED = {"application": "a3d52c1e-7b60-4f94-8c1d-5e90b7f2a614", "group": "f2b7d4a9-5c13-4e86-a07d-91c3e6b8f520"}
QUICK_PERSONA, QUICK_COMMAND = "hostile-names", "setup --yes"
CASES = [
    pytest.param(
        persona,
        command,
        marks=[] if persona == QUICK_PERSONA or command == QUICK_COMMAND else [pytest.mark.sweep],
    )
    for persona in PERSONAS
    for command in COMMANDS
]


def kinds_of(persona: str, command: str) -> set[str]:
    return set(PERSONAS[persona]) & set(COMMANDS[command]["works_on"])


def id_of(admin_session: AdminSession, said: str) -> str:
    """A person's object ID: not every command may read more of a person."""
    people = {"Mallory Finch": "mallory@contoso.com"}
    found = [
        one["id"]
        for one in admin_session.tenant.store.users.all_current()
        if one["userPrincipalName"] == people.get(said, said)
    ]
    return str(found[0]) if found else said


def asks_for_an_id(remedy: str, *, of_other_machine: bool = True) -> None:
    """The remedy never repeats an ID of the suspect tenant."""
    desired = ("=ID", "--app-id ID", "OBJECT_ID") if of_other_machine else ("Delete it permanently",)
    assert any(one in remedy for one in desired)
    assert "f2b7d4a9" not in remedy
    assert "a3d52c1e" not in remedy


@pytest.mark.parametrize(("persona", "command"), CASES, ids=lambda one: one.replace(" ", "_"))
def test_unknown_objects_are_listed_and_never_written_to(at_hostile: AtHostile, persona: str, command: str) -> None:
    admin_session = at_hostile(persona)
    before, writes = admin_session.tenant.dump(), len(admin_session.writes)
    end = admin_session.runs(*command.split(), "--output", "json")

    assert end.status == 3, end.err
    assert admin_session.writes[writes:] == []
    after = admin_session.tenant.dump()
    assert {**after, "storedKeys": before["storedKeys"]} == before
    assert not any(after["storedKeys"].values())
    listed = {one["kind"]: one for one in end.document.get("unmanaged", [])}
    assert set(listed) == kinds_of(persona, command)
    for kind, one in listed.items():
        named = json.dumps(one)
        assert all(said in named or id_of(admin_session, said) in named for said in PERSONAS[persona][kind])
    if listed:
        (problem,) = end.document["problems"]
        assert COMMANDS[command].get("message", "Not set up from this machine: ") in problem["message"]
        assert all(one["object_id"] in problem["message"] for one in listed.values())
        asks_for_an_id(problem["remedy"], of_other_machine="can't be adopted" not in problem["message"])


@pytest.mark.parametrize("persona", PERSONAS)
def test_check_prereqs_of_a_hostile_tenant_fails_and_names_the_objects(at_hostile: AtHostile, persona: str) -> None:
    admin_session = at_hostile(persona)
    before = admin_session.tenant.dump()
    end = admin_session.runs("check-prereqs", "--output", "json")

    assert end.status == 3, end.err
    (clash,) = (one for one in end.document["checks"] if one["id"] == "name-clashes")
    assert clash["outcome"] == "fail"
    assert [PREPARED[kind] in clash["found"] for kind in PREPARED] == [kind in PERSONAS[persona] for kind in PREPARED]
    asks_for_an_id(clash["remedy"], of_other_machine="can't be adopted" not in clash["found"])
    assert admin_session.tenant.dump() == before


@pytest.mark.parametrize("persona", PERSONAS)
def test_status_of_a_hostile_tenant_says_so_in_text(at_hostile: AtHostile, persona: str) -> None:
    end = at_hostile(persona).runs("status")

    assert end.status == 3
    said = " ".join((end.out + end.err).split())
    assert "Not set up from this machine" in said
    assert "mallory@contoso.com" in said


def test_the_table_has_every_hostile_persona_of_the_sandbox() -> None:
    from total_onboard.sandbox import persona_names

    assert {one for one in persona_names() if one.startswith(("prepared-", "hostile-", "owned-"))} == set(PERSONAS)
