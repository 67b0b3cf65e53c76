"""``check-prereqs`` and ``setup`` in three tenants, one without access for the partner."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.cli_runner import CliResult
from tests.support.partner_session import PartnerSession, by_tenant
from total_onboard.commands.tenants import setup
from total_onboard.sandbox.sandbox_tenants import TenantOfMany

FIRST, CHANGED, REFUSED = range(1, 4)
SETUP = ("setup", "--tenants", "customers.csv")


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerSession]:
    session = PartnerSession(tmp_path_factory.mktemp("home"), ["ready"] * 3, without_access={REFUSED})
    with session.tenants:
        session.writes_file()
        yield session


def writes(tenant: TenantOfMany) -> int:
    return sum(one.host == "graph" and one.method != "GET" for one in tenant.requests)


@pytest.fixture(scope="module")
def checked(partner: PartnerSession) -> dict[str, Any]:
    return partner.runs("check-prereqs", "--tenants", "customers.csv", "--output", "json").document


@pytest.fixture(scope="module")
def unconfirmed(partner: PartnerSession) -> tuple[CliResult, list[int]]:
    """A setup without ``--yes``, and how much it wrote in each tenant."""
    return partner.runs(*SETUP), [writes(tenant) for _, tenant in partner.numbered]


@pytest.fixture(scope="module")
def applied(partner: PartnerSession, unconfirmed: tuple[CliResult, list[int]]) -> dict[str, Any]:
    """A setup during which one tenant changes between the question and the answer."""
    confirm = setup._SetupOfTenants.confirm
    tenant = partner.tenants.customers[CHANGED - 1]

    def confirmed(self: setup._SetupOfTenants) -> None:
        confirm(self)
        person = next(one for one in tenant.store.users.all_current() if one["displayName"] == "Ada Lindqvist")
        tenant.between_requests(lambda: person.update(displayName="Ada Renamed"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setup._SetupOfTenants, "confirm", confirmed)
        document = partner.runs(*SETUP, "--yes", "--handoff-dir", "handoffs", "--output", "json").document
    return document | {"writes": [writes(tenant) for _, tenant in partner.numbered]}


def test_check_prereqs_of_tenants_lists_the_checks_of_each(checked: dict[str, Any]) -> None:
    found = by_tenant(checked)
    assert {number: one["exit_code"] for number, one in found.items()} == {"001": 0, "002": 0, "003": 4}
    assert {one["outcome"] for one in found["001"]["checks"]} <= {"pass", "skip", "warn"}
    assert checked["exit_code"] == 4


def test_setup_of_tenants_without_confirmation_shows_plans_and_writes_nothing(
    unconfirmed: tuple[CliResult, list[int]],
) -> None:
    ended, written = unconfirmed
    assert ended.status == 2
    assert "Plan for 2 tenants: 12 to create, 0 to change, 0 to remove" in ended.err
    assert "--yes" in ended.err
    assert written == [0, 0, 0]


def test_setup_of_tenants_applies_only_the_plans_that_were_approved(applied: dict[str, Any]) -> None:
    found = by_tenant(applied)
    assert {number: one["exit_code"] for number, one in found.items()} == {"001": 0, "002": 3, "003": 4}
    assert found["002"]["problems"][0]["code"] == "plan-changed"
    first, changed, refused = applied["writes"]
    assert first > 10
    assert (changed, refused) == (0, 0)


def test_setup_of_tenants_writes_a_hand_off_for_each(partner: PartnerSession, applied: dict[str, Any]) -> None:
    one = partner.home / "handoffs" / "customer-001.example.totalhandoff"
    assert by_tenant(applied)["001"]["handoff"] == "handoffs/customer-001.example.totalhandoff"
    handoff = json.loads(one.read_text(encoding="utf-8"))["handoff"]
    assert handoff["tenant_id"] == partner.tenants.customers[0].store.tenant_id


def test_setup_of_tenants_resumed_leaves_finished_tenants_alone(
    partner: PartnerSession, applied: dict[str, Any]
) -> None:
    first = partner.tenants.customers[FIRST - 1]
    asked = len(first.requests)
    resumed = partner.runs(*SETUP, "--yes", "--resume", "--output", "json").document
    assert {number: one["exit_code"] for number, one in by_tenant(resumed).items()} == {"001": 0, "002": 0, "003": 4}
    assert len(first.requests) == asked
    again = partner.runs(*SETUP, "--yes")
    assert "No changes needed in 2 tenants" in again.err
    assert "✓ customer-001.example: Nothing to change" in again.out


def test_setup_of_tenants_names_missing_redirect_uris_by_line(partner: PartnerSession) -> None:
    (partner.home / "bare.csv").write_text("tenant\ncontoso.com\nfabrikam.com\n", encoding="utf-8")
    asked = len(partner.tenants.home.requests)
    end = partner.runs("setup", "--tenants", "bare.csv", "--yes", "--output", "json")
    assert end.status == 2
    assert "line 3, redirect_uri: It is missing" in end.document["problems"][0]["message"]
    assert len(partner.tenants.home.requests) == asked
