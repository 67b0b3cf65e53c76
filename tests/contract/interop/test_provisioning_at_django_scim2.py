"""A whole tenant whose people go to django-scim2, which takes neither of Microsoft's two forms whole.

Without the flag it refuses to deactivate, with it it refuses to remove a member; so the commands must name the leaver
in both cases, and never advise the flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.interop.at_service import FLAG, LEAVER, AtService, verification
from tests.contract.interop.services import django_scim2


@pytest.fixture
def at_django(tmp_path: Path) -> Iterator[AtService]:
    with django_scim2(tmp_path) as service:
        made = AtService(tmp_path, service)
        try:
            yield made
        finally:
            made.admin_session.tenant.stop()


def test_check_prereqs_fails_and_advises_no_flag(at_django: AtService) -> None:
    for flag in ("", FLAG):
        at_django.uses(flag)
        ended = at_django.admin_session.runs("check-prereqs", "--test-removal", "--output", "json")
        assert (ended.status, "must disable accounts and remove single group members" in str(ended.document)) == (
            3,
            True,
        )
    assert (at_django.service.listed("Users"), at_django.service.listed("Groups")) == ([], [])


@pytest.mark.sweep
@pytest.mark.parametrize(("flag", "is_active"), [("", True), (FLAG, False)])
def test_leaver_is_told_by_every_command(at_django: AtService, flag: str, is_active: bool) -> None:
    at_django.uses(flag)
    at_django.loses_the_leaver()
    assert at_django.service.active() == {"ada@contoso.com": True, LEAVER: is_active}
    (group,) = at_django.service.listed("Groups")
    assert ("Bo Andersson" in [one["display"] for one in group["members"]]) is not is_active
    session = at_django.admin_session
    synced = session.runs("sync", "--output", "json").document
    assert [one["user_name"] for one in synced["still_active"]] == [LEAVER] * is_active
    verified = session.runs("verify", "--test-removal", "--output", "json").document
    removal = verification(verified, "scim-removal")
    assert (removal["outcome"], FLAG in str(removal["remedy"])) == ("failed", False)
    assert (LEAVER in verification(verified, "leavers")["found"]) is is_active
