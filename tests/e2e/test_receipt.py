"""``--receipt``: what was done with the admin's sign-in, compared with what the sandbox really heard."""

from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.support.known_ids import ids_in
from total_onboard.entra.graph.operation_permissions import operation_of

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def receipt(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def heard(admin: Admin) -> Counter[tuple[str, str, int | None]]:
    """Every call to Graph, as the sandbox recorded it."""
    calls = [(r.method, operation_of(r.method, r.path), r.status) for r in admin.tenant.requests if r.host == "graph"]
    return Counter((method, one.template if one else "unknown", status) for method, one, status in calls)


def asked_scopes(admin: Admin) -> set[str]:
    """What stood in the request for a device code."""
    (code,) = (r for r in admin.tenant.requests if r.path.endswith("/devicecode"))
    scopes = parse_qs(code.body)["scope"][0].split()
    return {scope.rsplit("/", 1)[-1] for scope in scopes} - {"openid", "profile", "offline_access"}


def test_every_call_of_a_set_up_stands_there_with_what_allowed_it(at: OpenTenant) -> None:
    admin = at("ready")
    ended = admin.sets_up("--receipt", "receipt.json")
    assert ended.status == 0, ended.err
    told = receipt(admin.home / "receipt.json")
    assert Counter((call["method"], call["path"], call["status"]) for call in told["calls"]) == heard(admin)
    assert [call for call in told["calls"] if not (call["purpose"] and call["scope"] and call["role"])] == []
    assert stat.S_IMODE((admin.home / "receipt.json").stat().st_mode) == 0o600


def test_no_permission_is_asked_for_that_no_call_of_a_set_up_needs(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up("--receipt", "receipt.json").status == 0
    told = receipt(admin.home / "receipt.json")
    assert {one["scope"] for one in told["scopes"]} == asked_scopes(admin)
    assert [one["scope"] for one in told["scopes"] if not one["calls"]] == []


def test_the_consent_alone_takes_no_permission_for_anything_else(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up("--skip", "consent").status == 0
    admin.tenant.requests.clear()
    ended = admin.sets_up("--only", "consent", "--receipt", "receipt.json")
    assert ended.status == 0, ended.err
    told = receipt(admin.home / "receipt.json")
    assert {one["scope"] for one in told["scopes"]} == asked_scopes(admin)
    assert [one["scope"] for one in told["scopes"] if not one["calls"]] == []
    assert {call["status"] for call in told["calls"]} <= {200, 201, 204}


@pytest.mark.parametrize("command", ["check-prereqs", "verify"])
def test_the_other_commands_ask_for_no_more_than_they_use_either(at: OpenTenant, command: str) -> None:
    admin = at("ready")
    assert admin.sets_up().status == 0
    admin.tenant.requests.clear()
    ended = admin.runs(command, "--output", "json", "--receipt", "receipt.json")
    assert ended.status in (0, 5), ended.err
    told = receipt(admin.home / "receipt.json")
    assert [one["scope"] for one in told["scopes"] if not one["calls"]] == []
    assert [call for call in told["calls"] if not call["scope"]] == []


def test_people_read_it_as_it_stands_without_ids_and_after_a_failure_too(at: OpenTenant) -> None:
    admin = at("no-roles")
    ended = admin.runs("setup", "--yes", "--receipt", "receipt.md")
    assert ended.status == 3
    page = (admin.home / "receipt.md").read_text(encoding="utf-8")
    row = "| See whether there is a Premium license | `GET /subscribedSkus` | 200 | `LicenseAssignment.Read.All` |"
    assert row in page
    assert admin.tenant.store.tenant_id not in page


def test_a_place_where_no_receipt_can_be_is_told_before_anybody_signs_in(at: OpenTenant) -> None:
    admin = at("ready")
    ended = admin.sets_up("--receipt", "nowhere/receipt.md")
    assert ended.status == 2
    assert "--receipt" in ended.document["problems"][0]["remedy"]
    assert admin.tenant.requests == []


@pytest.mark.parametrize("persona", ["ready", "half-done"])
def test_a_dry_run_can_write_nothing_but_a_consent_which_microsoft_shows_nobody_else(
    at: OpenTenant, persona: str
) -> None:
    admin = at(persona)
    ended = admin.sets_up("--dry-run", "--receipt", "receipt.json", **ids_in(admin.tenant))
    assert ended.status == 0, ended.err
    told = receipt(admin.home / "receipt.json")
    asked = {one["scope"] for one in told["scopes"]}
    assert asked == asked_scopes(admin)
    assert {scope for scope in asked if "Write" in scope} == {"DelegatedPermissionGrant.ReadWrite.All"}
    assert {(call["method"], call["status"]) for call in told["calls"]} <= {("GET", 200), ("GET", 404)}
