"""Who may take what away; what one may not take away is said before anything is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.teardown.teardown_session import tears_down
from tests.support.admin_session import AdminSession
from total_onboard.sandbox.persona import load_persona

AdminWith = Callable[..., AdminSession]
NAMED = (
    *("--app-id", "0b7a1f52-8a34-4c1e-b1b5-6a0d4f3c2e17"),
    *("--group-id", "TOTAL-Admin=e7b1a0d4-93f2-4c57-8d26-1f5a9c3b7e60"),
    "--delete-adopted",
)
"""What the machine that ran setup knows."""


@pytest.fixture
def admin_with(tmp_path: Path) -> Iterator[AdminWith]:
    """Somebody with these roles, in a tenant where another set TOTAL up, long ago and elsewhere."""
    opened: list[AdminSession] = []

    def open_desk(*roles: str, owns: bool = False) -> AdminSession:
        persona = load_persona("half-done")
        ada = persona.people[0].model_copy(update={"roles": roles})
        apps = [app | {"owners": ["ada@contoso.com"] if owns else []} for app in persona.objects["applications"]]
        changes = {"people": (ada, *persona.people[1:]), "objects": persona.objects | {"applications": apps}}
        opened.append(AdminSession(tmp_path, persona.model_copy(update=changes)))
        return opened[-1]

    yield open_desk
    for admin_session in opened:
        admin_session.tenant.stop()


def test_without_a_role_nothing_is_changed_and_the_role_is_named(admin_with: AdminWith) -> None:
    admin_session = admin_with()
    document = tears_down(admin_session, *NAMED)
    assert (document["exit_code"], admin_session.writes) == (3, [])
    assert "Enterprise application" in document["problems"][0]["message"]
    assert "Application Administrator" in document["problems"][0]["remedy"]


def test_whoever_may_manage_applications_may_take_one_away(admin_with: AdminWith) -> None:
    admin_session = admin_with("Application Administrator")
    assert tears_down(admin_session, *NAMED)["exit_code"] == 0
    assert admin_session.tenant.dump()["applications"] == {}


def test_but_not_the_groups_and_then_nothing_at_all_goes(admin_with: AdminWith) -> None:
    admin_session = admin_with("Application Administrator")
    document = tears_down(admin_session, *NAMED, "--groups")
    assert (document["exit_code"], admin_session.writes) == (3, [])
    assert "Groups Administrator" in document["problems"][0]["remedy"]


def test_owning_it_is_not_enough_because_provisioning_is_not_seen_without_a_role(admin_with: AdminWith) -> None:
    admin_session = admin_with(owns=True)
    assert (tears_down(admin_session, *NAMED)["exit_code"], admin_session.writes) == (3, [])
