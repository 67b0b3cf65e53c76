"""Roles that are the admin's and not active: a run waits for them, goes on with a token that knows, and names them."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from total_onboard.sandbox.directory.catalog import role_template_id
from total_onboard.sandbox.directory.role_assignments import activate

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

GLOBAL_ADMINISTRATOR = "Global Administrator"


def once_it_waits(process: subprocess.Popen[str]) -> str:
    """What the run has said by the time at which it waits."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if "waits for it" in said:
            return " ".join(said.split())
    raise AssertionError(said)


def activates(admin: Admin) -> None:
    """As she does in Privileged Identity Management."""
    store = admin.tenant.store
    (ada,) = (user["id"] for user in store.users.all_current() if user["userPrincipalName"] == "ada@contoso.com")
    admin.tenant.between_requests(lambda: activate(store, ada, role_template_id(GLOBAL_ADMINISTRATOR)))


@pytest.mark.parametrize("command", ["check-prereqs", "setup"])
def test_a_run_that_was_asked_to_waits_for_the_role_and_then_succeeds(at: OpenTenant, command: str) -> None:
    admin = at("p2-pim")
    running = admin.begins(command, "--wait-for-roles", "--output", "json")
    said = once_it_waits(running)
    assert f"Activate {GLOBAL_ADMINISTRATOR} at https://" in said
    assert admin.writes == []
    time.sleep(1)
    activates(admin)
    end = ended(running)
    assert end.status == 0, end.err
    (role,) = end.document["activated_roles"]
    assert (role["role"], bool(role["until"])) == (GLOBAL_ADMINISTRATOR, True)
    assert role["page"].startswith("https://entra.microsoft.com/")
    assert f"{GLOBAL_ADMINISTRATOR} is active until" in " ".join(end.err.split())


def test_without_being_asked_to_a_run_says_what_is_missing_and_ends(at: OpenTenant) -> None:
    admin = at("p2-pim")
    end = admin.sets_up()
    assert end.status == 3
    (problem,) = end.document["problems"]
    assert f"Activate {GLOBAL_ADMINISTRATOR}" in problem["remedy"]
    assert "--wait-for-roles" in problem["remedy"]
    assert admin.writes == []
