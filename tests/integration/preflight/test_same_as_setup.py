"""The check of the names fails exactly where ``setup`` refuses to go on with what exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.admin_session import AdminSession

APP, CLIENT = "a3d52c1e-7b60-4f94-8c1d-5e90b7f2a614", "d1f0c7b2-39e4-4a6b-9d58-c27e6b01f3a5"
GROUP = "TOTAL-Admin=f2b7d4a9-5c13-4e86-a07d-91c3e6b8f520"
MISSING = "00000000-0000-4000-8000-000000000001"
OPEN = "4f6d1b83-0e25-4c9a-b7d1-3a58c02e96f4"
CASES = [
    ("prepared-registration", ["--app-id", APP], True),
    ("prepared-application", ["--app-id", CLIENT], False),
    *(
        pytest.param(persona, options, refuses, marks=pytest.mark.sweep)
        for persona, options, refuses in (
            ("prepared-registration", [], True),
            ("prepared-registration", ["--app-id", "new"], True),
            ("prepared-application", [], True),
            ("prepared-application", ["--app-id", MISSING], True),
            ("prepared-application", ["--application-name", "Portal"], False),
            ("prepared-group", [], True),
            ("prepared-group", ["--group-id", GROUP], False),
            ("prepared-group", ["--group-id", "TOTAL-Admin=new"], True),
            ("prepared-dynamic-group", ["--group-id", GROUP], True),
            ("prepared-role-group", ["--group-id", GROUP], True),
            ("already-there", [], True),
            ("already-there", ["--app-id", "new"], True),
            ("already-there", ["--app-id", "new", "--group-id", "TOTAL-Admin=new"], False),
            ("application-for-every-tenant", ["--app-id", OPEN], True),
            ("application-for-every-tenant", ["--app-id", "new"], False),
            ("name-of-a-group", ["--group-id", "0a4c9d52-3a1f-4a77-8f55-1d0cf9c3b7e2"], False),
            ("ready", ["--app-id", MISSING], True),
            ("ready", ["--group-id", f"TOTAL-Admin={MISSING}"], True),
            ("ready", [], False),
        )
    ),
]

AtPersona = Callable[[str], AdminSession]


@pytest.fixture(scope="module")
def at_persona(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtPersona]:
    """A machine without a journal at each persona's tenant; nothing changes in them."""
    desks: dict[str, AdminSession] = {}
    with ExitStack() as closing:

        def at(persona: str) -> AdminSession:
            if persona not in desks:
                desks[persona] = AdminSession(tmp_path_factory.mktemp(persona), persona)
                closing.callback(desks[persona].tenant.stop)
            return desks[persona]

        yield at


def outcomes(admin_session: AdminSession, *options: str) -> tuple[str, int]:
    """What the check says, and how a dry run of setup ends."""
    checked = admin_session.types("check-prereqs", *options, "--output", "json")
    (check,) = (one for one in checked.document["checks"] if one["id"] == "name-clashes")
    assert (checked.status == 3) == (check["outcome"] == "fail"), checked.err
    return check["outcome"], admin_session.types("setup", "--dry-run", *options, "--output", "json").status


@pytest.mark.parametrize(("persona", "options", "refuses"), CASES, ids=lambda one: str(one).replace(" ", ""))
def test_name_clashes_agrees_with_setup(at_persona: AtPersona, persona: str, options: list[str], refuses: bool) -> None:
    assert outcomes(at_persona(persona), *options) == (("fail", 3) if refuses else ("pass", 0))


def test_name_clashes_agrees_with_setup_about_what_is_set_up_here_and_cannot_be_used(
    admin_session: AdminSession,
) -> None:
    admin_session.sets_up()
    assert outcomes(admin_session) == ("pass", 0)
    assert outcomes(admin_session, "--app-id", MISSING) == ("fail", 3)
    app = next(admin_session.tenant.store.applications.all_current())
    app["signInAudience"] = "AzureADMultipleOrgs"
    assert outcomes(admin_session) == ("pass", 0)
    group = next(one for one in admin_session.tenant.store.groups.all_current() if one["displayName"] == "TOTAL-Admin")
    group["mailEnabled"] = True
    assert outcomes(admin_session) == ("fail", 3)


def remedies(admin_session: AdminSession) -> list[str]:
    """What the checks of the names and of the admin group say to do, and what setup says."""
    checked = admin_session.types("check-prereqs", "--output", "json").document["checks"]
    told = [one["remedy"] for one in checked if one["id"] in ("name-clashes", "admin-group")]
    planned = admin_session.types("setup", "--dry-run", "--output", "json").document
    return [*told, planned["problems"][0]["remedy"]]


@pytest.mark.parametrize("persona", ["prepared-role-group", "prepared-dynamic-group"])
def test_remedy_for_a_taken_unique_name_works_and_renaming_does_not(tmp_path: Path, persona: str) -> None:
    """Microsoft never lets a unique name be changed: another name of ours is free, a renamed group isn't."""
    admin_session = AdminSession(tmp_path, persona)
    try:
        for remedy in remedies(admin_session):
            assert "another name with --group NAME=admin" in remedy
            assert "permanently" in remedy
            assert "Rename" not in remedy
        (group,) = (one for one in admin_session.tenant.store.groups.all_current() if one["id"] in GROUP)
        group["displayName"] = "Something else"
        assert outcomes(admin_session) == ("fail", 3)
        assert outcomes(admin_session, "--group", "TOTAL-Owners=admin") == ("pass", 0)
    finally:
        admin_session.tenant.stop()


@pytest.fixture
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path_factory.mktemp("desk"))
    yield made
    made.tenant.stop()


@pytest.mark.parametrize("part", ["owners", "federatedIdentityCredentials"])
def test_name_clashes_agrees_with_setup_about_what_cannot_be_read(at_persona: AtPersona, part: str) -> None:
    admin_session = at_persona("prepared-application")
    fault = {"kind": "status", "method": "GET", "path": f".*/applications/{APP}/{part}", "status": 403, "times": 0}
    admin_session.tenant.faults.add(fault)
    try:
        assert outcomes(admin_session, "--app-id", APP) == ("fail", 3)
    finally:
        admin_session.tenant.faults.clear()
