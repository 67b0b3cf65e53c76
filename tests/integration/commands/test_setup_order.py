"""Setup names the member that its verification provisions on demand before it asks, and provisions no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.admin_session import AdminSession
from tests.support.cli_runner import CliResult
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning import member_provisioned
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.verification_result import VerificationStatus
from total_onboard.entra.resources.groups import Member

HEADING = "Provisioning test"


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    """An admin before the first setup."""
    opened = AdminSession(tmp_path)
    yield opened
    opened.tenant.stop()


def named(ended: CliResult) -> str:
    """What stands below the heading; empty if nobody is named."""
    return ended.err.partition(HEADING)[2].partition("\n\n")[0]


def provisioned(ended: CliResult) -> str:
    """What ``--verbose`` shows of the member's verification."""
    lines = " ".join(ended.out.split())
    return lines.partition(f"{MEMBER.title}: ")[2].partition(" ")[0]


def orders(admin_session: AdminSession) -> int:
    """How often Microsoft was asked to provision on demand."""
    return sum(one.path.endswith("/provisionOnDemand") for one in admin_session.tenant.requests)


def test_setup_without_yes_names_the_member_and_writes_nothing(admin_session: AdminSession) -> None:
    ended = admin_session.types("setup", "--output", "json", TOTAL_ONBOARD_ADMIN="bo@contoso.com,ada@contoso.com")
    assert ended.status == 2
    assert "bo@contoso.com" in named(ended)
    assert "ada@contoso.com" not in named(ended)
    assert not [one for one in admin_session.tenant.requests if one.host == "graph" and one.method != "GET"]


def test_setup_with_named_admins_provisions_the_one_it_named(admin_session: AdminSession) -> None:
    ended = admin_session.runs("setup", "--verbose", TOTAL_ONBOARD_ADMIN="bo@contoso.com,ada@contoso.com")
    assert ended.status == 0, ended.err
    assert "bo@contoso.com" in named(ended)
    assert provisioned(ended) == "bo@contoso.com"


def test_setup_without_named_admins_names_a_member_of_the_group(admin_session: AdminSession) -> None:
    assert admin_session.runs("setup", "--output", "json", TOTAL_ONBOARD_ADMIN="bo@contoso.com").status == 0
    more = admin_session.tenant.sheet_values.redirect_uri + "/more"
    ended = admin_session.runs("setup", "--verbose", "--redirect-uri", more, TOTAL_ONBOARD_ADMIN=None)
    assert "bo@contoso.com" in named(ended), ended.err
    assert provisioned(ended) == "bo@contoso.com"


@pytest.mark.parametrize(
    "environment",
    [{"TOTAL_ONBOARD_ADMIN": None}, {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}],
    ids=["nobody-to-provision", "no-scim-values"],
)
def test_setup_that_orders_nothing_names_nobody(
    admin_session: AdminSession, environment: dict[str, str | None]
) -> None:
    ended = admin_session.runs("setup", "--output", "json", **environment)
    assert ended.status in (0, 5), ended.err
    assert HEADING not in ended.err
    assert orders(admin_session) == 0


@pytest.mark.parametrize("step", ["redirect-uris", "groups"])
def test_setup_only_a_step_names_nobody(admin_session: AdminSession, step: str) -> None:
    admin_session.runs("setup", "--output", "json", "--only", "application")
    ended = admin_session.runs("setup", "--output", "json", "--only", step)
    assert ended.status == 0, ended.err
    assert HEADING not in ended.err
    assert orders(admin_session) == 0


class _Context(VerificationContext):
    def line(self, command: str, *words: str) -> str:
        return " ".join(("Run: total-onboard", command, *words))


def test_member_who_came_after_the_confirmation_is_not_provisioned() -> None:
    bo = Member.model_validate(
        {"id": "bo", "userPrincipalName": "bo@contoso.com", "@odata.type": "#microsoft.graph.user"}
    )

    async def members(_: str) -> list[Member]:
        return [bo]

    group = SimpleNamespace(group=SimpleNamespace(id="group", display_name="TOTAL-Admin"))
    context = _Context(
        run=cast("Any", SimpleNamespace(tenant=SimpleNamespace(groups=SimpleNamespace(members=members)))),
        desired=cast("Any", SimpleNamespace(admin_group=SimpleNamespace(name="TOTAL-Admin"))),
        state=cast("Any", SimpleNamespace(observed=SimpleNamespace(group=lambda _: group, admins=()))),
        trust=cast("Any", None),
        ca_bundle=None,
        client_secret=None,
        policy=cast("Any", None),
        ordered="",
    )
    shown = asyncio.run(member_provisioned.verify(context))
    assert shown.outcome is VerificationStatus.INCONCLUSIVE
    assert "confirmed" in shown.found
