"""Setup names the member that its verification provisions on demand before it asks, and provisions no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.status.desk import DeskOfAdmin
from tests.typed import Ended
from total_onboard.diagnostics.verification.context import ProofContext
from total_onboard.diagnostics.verification.proof import Proven
from total_onboard.diagnostics.verification.provisioning import member_provisioned
from total_onboard.entra.resources.groups import Member

HEADING = "Will be provisioned to TOTAL on demand"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    """An admin before the first setup."""
    opened = DeskOfAdmin(tmp_path)
    yield opened
    opened.tenant.stop()


def named(ended: Ended) -> str:
    """What stands below the heading; empty if nobody is named."""
    return ended.err.partition(HEADING)[2].partition("\n\n")[0]


def verified(ended: Ended) -> dict[str, Any]:
    """What the document says about the member."""
    (found,) = [one for one in ended.document["proofs"] if one["id"] == "member"]
    return cast("dict[str, Any]", found)


def orders(desk: DeskOfAdmin) -> int:
    """How often Microsoft was asked to provision on demand."""
    return sum(one.path.endswith("/provisionOnDemand") for one in desk.tenant.requests)


def test_setup_without_yes_names_the_member_and_writes_nothing(desk: DeskOfAdmin) -> None:
    ended = desk.types("setup", "--output", "json", TOTAL_ONBOARD_ADMIN="bo@contoso.com,ada@contoso.com")
    assert ended.status == 2
    assert "bo@contoso.com" in named(ended)
    assert "ada@contoso.com" not in named(ended)
    assert not [one for one in desk.tenant.requests if one.host == "graph" and one.method != "GET"]


def test_setup_with_named_admins_provisions_the_one_it_named(desk: DeskOfAdmin) -> None:
    ended = desk.runs("setup", "--output", "json", TOTAL_ONBOARD_ADMIN="bo@contoso.com,ada@contoso.com")
    assert ended.status == 0, ended.err
    assert "bo@contoso.com" in named(ended)
    assert verified(ended)["found"].startswith("bo@contoso.com")


def test_setup_without_named_admins_names_a_member_of_the_group(desk: DeskOfAdmin) -> None:
    assert desk.runs("setup", "--output", "json", TOTAL_ONBOARD_ADMIN="bo@contoso.com").status == 0
    more = desk.tenant.sheet_values.redirect_uri + "/more"
    ended = desk.runs("setup", "--output", "json", "--redirect-uri", more, TOTAL_ONBOARD_ADMIN=None)
    assert "bo@contoso.com" in named(ended), ended.err
    assert verified(ended)["found"].startswith("bo@contoso.com")


@pytest.mark.parametrize(
    "environment",
    [{"TOTAL_ONBOARD_ADMIN": None}, {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}],
    ids=["nobody-to-provision", "no-scim-values"],
)
def test_setup_that_orders_nothing_names_nobody(desk: DeskOfAdmin, environment: dict[str, str | None]) -> None:
    ended = desk.runs("setup", "--output", "json", **environment)
    assert ended.status in (0, 5), ended.err
    assert HEADING not in ended.err
    assert orders(desk) == 0


@pytest.mark.parametrize("step", ["redirect-uris", "groups"])
def test_setup_only_a_step_names_nobody(desk: DeskOfAdmin, step: str) -> None:
    desk.runs("setup", "--output", "json", "--only", "application")
    ended = desk.runs("setup", "--output", "json", "--only", step)
    assert ended.status == 0, ended.err
    assert HEADING not in ended.err
    assert orders(desk) == 0


class _Context(ProofContext):
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
        wanted=cast("Any", SimpleNamespace(admin_group=SimpleNamespace(name="TOTAL-Admin"))),
        picture=cast("Any", SimpleNamespace(group=lambda _: group, admins=())),
        trust=cast("Any", None),
        ca_bundle=None,
        client_secret=None,
        patience=cast("Any", None),
        ordered="",
    )
    shown = asyncio.run(member_provisioned.show(context))
    assert shown.outcome is Proven.NOT_POSSIBLE
    assert "confirmed" in shown.found
