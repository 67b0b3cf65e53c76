"""What the commands say of removals at a SCIM service that others wrote: SCIMMY, which takes no text for a boolean.

Its accounts come from the sandbox's provisioning, which sends Microsoft's two forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.interop.at_service import FLAG, LEAVER, AtService, verification
from tests.contract.interop.services import scimmy


@pytest.fixture
def at_scimmy(tmp_path: Path) -> Iterator[AtService]:
    with scimmy(tmp_path) as service:
        made = AtService(tmp_path, service)
        yield made
        made.admin_session.tenant.stop()


def test_check_prereqs_fails_without_the_flag_and_names_it(at_scimmy: AtService) -> None:
    at_scimmy.uses("")
    ended = at_scimmy.admin_session.runs("check-prereqs", "--test-removal", "--output", "json")
    assert ended.status == 3
    assert f"{at_scimmy.service.url}{FLAG}" in str(ended.document)
    assert at_scimmy.service.listed("Users") == []


def test_check_prereqs_passes_with_the_flag(at_scimmy: AtService) -> None:
    at_scimmy.uses(FLAG)
    ended = at_scimmy.admin_session.runs("check-prereqs", "--test-removal", "--output", "json")
    assert ended.status == 0, ended.out
    assert (at_scimmy.service.listed("Users"), at_scimmy.service.listed("Groups")) == ([], [])


def test_every_command_names_the_leaver_without_the_flag(at_scimmy: AtService) -> None:
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


def test_verify_names_the_leaver_and_the_flag_that_cures_it(at_scimmy: AtService) -> None:
    at_scimmy.uses("")
    at_scimmy.loses_the_leaver()
    ended = at_scimmy.admin_session.runs("verify", "--test-removal", "--output", "json")
    assert ended.status == 1
    assert LEAVER in verification(ended.document, "leavers")["found"]
    remedies = {verification(ended.document, name)["remedy"] for name in ("scim-removal", "leavers")}
    assert [one.rpartition(" ")[2] for one in remedies] == [f"{at_scimmy.service.url}{FLAG}"]


def test_setup_with_the_flag_deactivates_the_leaver_with_the_next_cycle(at_scimmy: AtService) -> None:
    at_scimmy.uses("")
    at_scimmy.loses_the_leaver()
    at_scimmy.uses(FLAG)
    ended = at_scimmy.admin_session.runs("setup", "--output", "json")
    at_scimmy.lets_a_cycle_run()
    assert at_scimmy.service.active() == {"ada@contoso.com": True, LEAVER: False}, ended.out


def test_every_command_is_content_with_the_flag(at_scimmy: AtService) -> None:
    at_scimmy.uses(FLAG)
    at_scimmy.loses_the_leaver()
    assert at_scimmy.service.active()[LEAVER] is False
    for words in (["status"], ["admins", "list"], ["sync"]):
        ended = at_scimmy.admin_session.runs(*words, "--output", "json")
        assert (ended.status, ended.document.get("still_active", [])) == (0, []), ended.out
    verified = at_scimmy.admin_session.runs("verify", "--test-removal", "--output", "json").document
    assert [verification(verified, name)["outcome"] for name in ("leavers", "scim-removal")] == ["verified", "verified"]
