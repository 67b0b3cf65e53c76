"""What the commands say of removals at a SCIM service that others wrote: SCIMMY, which takes no text for a boolean.

Its accounts come from the sandbox's provisioning, which sends Microsoft's two forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.interop.services import Service, scimmy
from tests.support.admin_session import AdminSession
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.provisioning.service import synchronization_service

LEAVER = "bo@contoso.com"
FLAG = "?aadOptscim062020"


class AtScimmy:
    """An administrator whose SCIM address leads to SCIMMY."""

    def __init__(self, home: Path, service: Service) -> None:
        self.service = service
        self.admin_session = admin_session = AdminSession(home, load_persona("ready"))
        both = home / "both.pem"
        both.write_bytes(Path(admin_session.tenant.ca_bundle).read_bytes() + service.bundle.read_bytes())
        admin_session.tenant.between_requests(
            lambda: synchronization_service(admin_session.tenant.store).trust(service.bundle)
        )
        admin_session.environment |= {
            "TOTAL_ONBOARD_CA_BUNDLE": str(both),
            "TOTAL_ONBOARD_SCIM_TOKEN": "any-t0ken-of-scimmy",
            "TOTAL_ONBOARD_ADMIN": f"ada@contoso.com,{LEAVER}",
            "TOTAL_ONBOARD_VERIFICATION_SECONDS": "5",
        }

    def uses(self, flag: str) -> None:
        """Give the SCIM address with or without the flag."""
        self.admin_session.environment["TOTAL_ONBOARD_SCIM_URL"] = f"{self.service.url}{flag}"

    def lets_a_cycle_run(self) -> None:
        """One that begins now."""
        job, clock = self.admin_session.job, self.admin_session.tenant.store.clock
        now = clock.now()

        def ran() -> bool:
            self.admin_session.tenant.between_requests(lambda: clock.leap(timedelta(minutes=5)))
            return job.last_execution is not None and job.last_execution.began >= now

        self.admin_session.awaits(ran)

    def loses_the_leaver(self) -> None:
        """Bo is at TOTAL, leaves the admin group, and Microsoft's next cycle comes."""
        self.admin_session.sets_up()
        del self.admin_session.environment["TOTAL_ONBOARD_ADMIN"]
        self.lets_a_cycle_run()
        assert self.service.active()[LEAVER] is True
        self.admin_session.runs("admins", "remove", LEAVER)
        self.lets_a_cycle_run()


@pytest.fixture
def at_scimmy(tmp_path: Path) -> Iterator[AtScimmy]:
    with scimmy(tmp_path) as service:
        made = AtScimmy(tmp_path, service)
        yield made
        made.admin_session.tenant.stop()


def verification(document: dict[str, Any], name: str) -> dict[str, Any]:
    """One of the verifications of a document."""
    found: dict[str, Any] = next(one for one in document["verifications"] if one["id"] == name)
    return found


def test_check_prereqs_fails_without_the_flag_and_names_it(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses("")
    ended = at_scimmy.admin_session.runs("check-prereqs", "--test-removal", "--output", "json")
    assert ended.status == 3
    assert f"{at_scimmy.service.url}{FLAG}" in str(ended.document)
    assert at_scimmy.service.listed("Users") == []


def test_check_prereqs_passes_with_the_flag(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses(FLAG)
    ended = at_scimmy.admin_session.runs("check-prereqs", "--test-removal", "--output", "json")
    assert ended.status == 0, ended.out
    assert (at_scimmy.service.listed("Users"), at_scimmy.service.listed("Groups")) == ([], [])


def test_every_command_names_the_leaver_without_the_flag(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses("")
    at_scimmy.loses_the_leaver()
    assert at_scimmy.service.active()[LEAVER] is True
    status, listed, synced = (
        at_scimmy.admin_session.runs(*words, "--output", "json") for words in (["status"], ["admins", "list"], ["sync"])
    )
    assert (status.status, listed.status, synced.status) == (7, 7, 5)
    assert status.document["status"]["provisioning"]["last_cycle"]["failing"] == 1
    assert status.document["status"]["drift"] == []
    assert [one["user_name"] for one in listed.document["still_active"]] == [LEAVER]
    assert [one["user_name"] for one in synced.document["still_active"]] == [LEAVER]


def test_verify_names_the_leaver_and_the_flag_that_cures_it(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses("")
    at_scimmy.loses_the_leaver()
    ended = at_scimmy.admin_session.runs("verify", "--test-removal", "--output", "json")
    assert ended.status == 1
    assert LEAVER in verification(ended.document, "leavers")["found"]
    remedies = {verification(ended.document, name)["remedy"] for name in ("scim-removal", "leavers")}
    assert [one.rpartition(" ")[2] for one in remedies] == [f"{at_scimmy.service.url}{FLAG}"]


def test_setup_with_the_flag_deactivates_the_leaver_with_the_next_cycle(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses("")
    at_scimmy.loses_the_leaver()
    at_scimmy.uses(FLAG)
    ended = at_scimmy.admin_session.runs("setup", "--output", "json")
    at_scimmy.lets_a_cycle_run()
    assert at_scimmy.service.active() == {"ada@contoso.com": True, LEAVER: False}, ended.out


def test_every_command_is_content_with_the_flag(at_scimmy: AtScimmy) -> None:
    at_scimmy.uses(FLAG)
    at_scimmy.loses_the_leaver()
    assert at_scimmy.service.active()[LEAVER] is False
    for words in (["status"], ["admins", "list"], ["sync"]):
        ended = at_scimmy.admin_session.runs(*words, "--output", "json")
        assert (ended.status, ended.document.get("still_active", [])) == (0, []), ended.out
    verified = at_scimmy.admin_session.runs("verify", "--test-removal", "--output", "json").document
    assert [verification(verified, name)["outcome"] for name in ("leavers", "scim-removal")] == ["verified", "verified"]
