"""``setup --only STEP`` where the application or the group was not set up from here: listed, and never written to."""

from __future__ import annotations

import pytest

from tests.integration.ownership.conftest import AtHostile
from tests.support.admin_session import AdminSession
from total_onboard.commands.setup.command import chosen_steps

APP, GROUP = "a3d52c1e-7b60-4f94-8c1d-5e90b7f2a614", "f2b7d4a9-5c13-4e86-a07d-91c3e6b8f520"
OTHERS = sorted(chosen_steps(frozenset(), frozenset()) - {"consent", "groups", "members"})
OF_APPLICATION = ["consent", *(pytest.param(step, marks=pytest.mark.sweep) for step in OTHERS)]
OF_GROUPS = ["groups", *(pytest.param(step, marks=pytest.mark.sweep) for step in ("assignment", "members", "start"))]


def refused(admin_session: AdminSession, step: str, *words: str) -> set[str]:
    """The objects that it lists, once it is seen to have sent no write."""
    before, writes = admin_session.tenant.dump(), len(admin_session.writes)
    end = admin_session.runs("setup", "--only", step, *words, "--handoff", "new.totalhandoff", "--output", "json")
    assert end.status == 3, end.err
    assert admin_session.writes[writes:] == []
    after = admin_session.tenant.dump()
    assert {**after, "storedKeys": before["storedKeys"]} == before
    assert not any(after["storedKeys"].values())
    assert not (admin_session.home / "new.totalhandoff").exists()
    return {one["object_id"] for one in end.document["unmanaged"]}


@pytest.mark.parametrize("step", OF_APPLICATION)
@pytest.mark.parametrize("persona", ["prepared-registration", "prepared-application"])
def test_only_lists_an_unknown_application(at_hostile: AtHostile, persona: str, step: str) -> None:
    assert refused(at_hostile(persona), step) == {APP}


@pytest.mark.parametrize("step", OF_GROUPS)
def test_only_lists_an_unknown_group(at_hostile: AtHostile, step: str) -> None:
    assert refused(at_hostile("prepared-group"), step) == {GROUP}


def test_only_refuses_a_plain_registration_although_its_id_is_named(at_hostile: AtHostile) -> None:
    assert refused(at_hostile("prepared-registration"), "consent", "--app-id", APP) == {APP}
