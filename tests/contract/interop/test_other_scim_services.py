"""Removals are tested at SCIM services that others wrote, as they are shipped."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.interop.services import SERVICES, Service
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import RemovalTestNotes
from total_onboard.scim.patch_forms import Form
from total_onboard.scim.removal_test import Effect, RemovalTest, removal_tester
from total_onboard.scim.removal_verdict import verdict

YES, REFUSED = Effect.YES, Effect.REFUSED
TAKEN = {
    "django-scim2": ((REFUSED, YES), (YES, REFUSED)),
    "scim2-server": ((YES, YES), (REFUSED, YES)),
    "scimmy": ((REFUSED, YES), (YES, YES)),
}
"""What each makes of a deactivation and a removal, without the flag and with it (docs/other-clients.md)."""


@pytest.fixture(params=sorted(SERVICES))
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Service]]:
    """Each service in turn, with its name."""
    with SERVICES[request.param](tmp_path) as service:
        yield request.param, service


def found_at(service: Service, journal: Path) -> RemovalTest:
    scim = ScimEndpoint(url=service.url, token=SecretText("any"))
    trust = ssl.create_default_context(cafile=service.bundle)
    test = removal_tester(scim, trust, RemovalTestNotes(Journal(journal)))

    async def made() -> RemovalTest:
        return await test()

    return asyncio.run(made())


def test_forms_are_taken_as_written_down(named: tuple[str, Service], tmp_path: Path) -> None:
    name, service = named
    found = found_at(service, tmp_path / "journal.jsonl")
    tried = found.deactivation, found.removal
    assert tuple(tuple(one[form].effect for form in (Form.DEFAULT, Form.FLAG)) for one in tried) == TAKEN[name]
    judged = verdict(found, service.url)
    assert judged.good is False
    cured = f": {service.url}?aadOptscim062020"
    assert judged.remedy.endswith(cured) is (name != "django-scim2")


def test_flag_does_not_cure_a_refused_group(named: tuple[str, Service], tmp_path: Path) -> None:
    name, service = named
    judged = verdict(found_at(service, tmp_path / "journal.jsonl"), f"{service.url}?aadOptscim062020")
    assert judged.good is (name == "scimmy")
    assert ("A group as Microsoft creates it is refused" in judged.found) is (name == "scim2-server")


def test_removal_test_leaves_nothing(named: tuple[str, Service], tmp_path: Path) -> None:
    _, service = named
    assert found_at(service, tmp_path / "journal.jsonl").left == ()
    assert (service.listed("Users"), service.listed("Groups")) == ([], [])
