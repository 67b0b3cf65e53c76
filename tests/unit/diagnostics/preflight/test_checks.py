from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from tests.unit.diagnostics.preflight.facts import context, found
from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.preflight import CHECKS, obstacles, run_checks
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckStatus
from total_onboard.diagnostics.preflight.roles.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.diagnostics.preflight.tenant.client_secret_policy import CLIENT_SECRETS
from total_onboard.diagnostics.preflight.tenant.license import LICENCE
from total_onboard.diagnostics.preflight.tenant.name_conflicts import NAME_CLASHES
from total_onboard.diagnostics.preflight.tenant.recycle_bin import LEFTOVERS
from total_onboard.diagnostics.preflight.tenant.tool_sign_in_policies import CONDITIONAL_ACCESS
from total_onboard.diagnostics.preflight.tenant_snapshot import NamedObjects, TenantSnapshot
from total_onboard.engine.access.effective_roles import EffectiveRoles
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.entry import Created
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.clouds import custom_cloud
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.conditional_access import ConditionalAccessPolicy
from total_onboard.entra.resources.groups import Group
from total_onboard.settings import load_settings

LICENCES = read_yaml((Path(__file__).parent / "cases" / "licences.yaml").read_text(encoding="utf-8"))
NAMES = read_yaml((Path(__file__).parent / "cases" / "names.yaml").read_text(encoding="utf-8"))
TEMPLATE = custom_cloud("https://localhost:1", "https://localhost:1").non_gallery_templates[0]
ROLES = {
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "Privileged Role Administrator": "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "Cloud Application Administrator": "158c047a-c907-4556-b7ef-446551a6b5f7",
    "Groups Administrator": "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "Security Reader": "5d6b6bb7-de71-4623-b4af-96380a352509",
}
DUTIES = {"applications": APPLICATIONS_ROLE, "groups": GROUPS_ROLE, "consent": CONSENT_ROLE}


def outcome(check: Check, **facts: Any) -> CheckStatus:
    return asyncio.run(check.run(context(**facts))).outcome


@pytest.mark.parametrize("case", LICENCES, ids=lambda case: case["name"])
def test_the_licence_is_judged_by_service_plan_and_state(case: dict[str, Any]) -> None:
    skus = Unavailable(case["unreadable"]) if "unreadable" in case else case["skus"]
    finding = asyncio.run(LICENCE.run(context(skus=skus)))
    assert finding.outcome == case["outcome"]
    assert case["found"] in finding.found
    assert finding.remedy or finding.outcome is CheckStatus.PASS


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        ("Global Administrator", "applications groups consent"),
        ("Privileged Role Administrator", "consent"),
        ("Application Administrator", "applications"),
        ("Cloud Application Administrator", "applications"),
        ("Groups Administrator", "groups"),
        ("User Administrator", "groups"),
        ("Security Reader", ""),
    ],
)
def test_each_duty_is_covered_by_the_roles_that_may_do_it_and_no_other(role: str, duties: str) -> None:
    covered = [name for name, check in DUTIES.items() if outcome(check, roles={ROLES[role]: role}) is CheckStatus.PASS]
    assert covered == duties.split()


def test_the_three_single_roles_together_cover_every_duty() -> None:
    names = ("Application Administrator", "Groups Administrator", "Privileged Role Administrator")
    roles = {ROLES[name]: name for name in names}
    assert {outcome(check, roles=roles) for check in DUTIES.values()} == {CheckStatus.PASS}


def test_an_admin_without_roles_is_told_so_by_name() -> None:
    finding = asyncio.run(APPLICATIONS_ROLE.run(context()))
    assert finding.outcome is CheckStatus.FAIL
    assert "ada@contoso.com has no directory role" in finding.found
    assert "Application Administrator" in finding.remedy


def test_roles_that_may_not_be_read_are_not_called_good() -> None:
    unknown = Unavailable("no right to look")
    assert outcome(APPLICATIONS_ROLE, roles=unknown, rights=EffectiveRoles(held=unknown)) is CheckStatus.SKIP


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, CheckStatus.PASS),
        ({"isEnabled": False, "restriction": "passwordAddition"}, CheckStatus.PASS),
        ({"isEnabled": True, "restriction": "passwordAddition"}, CheckStatus.FAIL),
        ({"isEnabled": True, "restriction": "passwordAddition", "state": "disabled"}, CheckStatus.PASS),
        ({"isEnabled": True, "restriction": "passwordLifetime", "maxLifetime": "P180D"}, CheckStatus.WARN),
        ({"isEnabled": True, "restriction": "passwordLifetime", "maxLifetime": "P730D"}, CheckStatus.PASS),
    ],
)
def test_the_app_management_policy_is_obeyed(policy: dict[str, Any], expected: CheckStatus) -> None:
    rule = {"restrictionType": policy.get("restriction", "passwordAddition"), "state": policy.get("state", "enabled")}
    rule |= {"maxLifetime": policy["maxLifetime"]} if "maxLifetime" in policy else {}
    body = {"isEnabled": policy.get("isEnabled", False), "applicationRestrictions": {"passwordCredentials": [rule]}}
    assert outcome(CLIENT_SECRETS, policy=body) is expected


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case["name"])
def test_name_clashes_finds_what_setup_would_refuse(case: dict[str, Any]) -> None:
    decisions = AdoptionDecisions.model_validate(case.get("decisions", {}))
    finding = found(NAME_CLASHES, decisions=decisions, snapshot=names_seen(case))
    assert finding.outcome == case["outcome"], finding.found
    assert case["found"] in finding.found
    assert case.get("not found", "nothing like this") not in finding.found
    assert case.get("remedy", "") in finding.remedy


def names_seen(case: dict[str, Any]) -> TenantSnapshot:
    """The objects of a case, each found by what it has: a name of ours, or the ID that an option names."""
    seen = {kind: case.get(kind, []) for kind in ("applications", "groups", "named applications", "named groups")}
    read: dict[str, Any] = {
        kind: Unavailable("No right to look.") if rows == "unreadable" else [_object(kind, row) for row in rows]
        for kind, rows in seen.items()
    }
    apps, groups = read.pop("named applications"), read.pop("named groups")
    if isinstance(apps, Unavailable) or isinstance(groups, Unavailable):
        return TenantSnapshot(**read, named=Unavailable("No right to look."))
    inspections = {one.id: _inspection(one, case.get("unavailable", {})) for one in [*apps, *groups]}
    return TenantSnapshot(**read, named=NamedObjects(tuple(apps), tuple(groups), inspections))


def _object(kind: str, row: dict[str, Any]) -> Any:
    defaults = {"id": row["id"], "appId": f"client {row['id']}", "displayName": "TOTAL"}
    if "applications" in kind:
        return Application.model_validate({**defaults, "applicationTemplateId": TEMPLATE, **row})
    return Group.model_validate({**defaults, "displayName": "TOTAL-Admin", "securityEnabled": True, **row})


def _inspection(one: Application | Group, unavailable: dict[str, str]) -> Inspection:
    kind: Any = "application" if isinstance(one, Application) else "group"
    return Inspection(kind=kind, object_id=one.id, unavailable=unavailable)


@pytest.mark.parametrize(("journal", "remedy"), [("ours", "setup --adopt"), ("other", "setup doesn't restore it")])
def test_leftovers_offers_to_restore_only_what_the_journal_knows(tmp_path: Path, journal: str, remedy: str) -> None:
    mark = DesiredState().unique_name
    Journal.of(tmp_path, "tenant", mark).write(Created(step="application", search_key=mark, object_id=journal))
    deleted = Application.model_validate({"id": "ours", "appId": "a", "displayName": "TOTAL", "uniqueName": mark})
    settings = load_settings({"state_dir": tmp_path})
    finding = found(LEFTOVERS, settings=settings, snapshot=TenantSnapshot(deleted=[deleted]))
    assert finding.outcome is CheckStatus.FAIL
    assert remedy in finding.remedy


def test_without_the_roles_nobody_knows_whom_conditional_access_concerns() -> None:
    policy = ConditionalAccessPolicy.model_validate({"displayName": "For a role", "state": "enabled"})
    assert outcome(CONDITIONAL_ACCESS, conditional_access=[policy]) is CheckStatus.PASS
    assert (
        outcome(CONDITIONAL_ACCESS, roles=Unavailable("no right to look"), conditional_access=[policy])
        is CheckStatus.SKIP
    )


def test_all_checks_run_before_the_verdict() -> None:
    findings = asyncio.run(run_checks(context()))
    assert [finding.id for finding in findings] == [check.id for check in CHECKS]
    assert [finding.id for finding in obstacles(findings)] == [
        "licence",
        "role-applications",
        "role-groups",
        "role-consent",
    ]


def test_every_check_says_what_is_needed_and_where_it_is_explained() -> None:
    assert all(check.needed and check.docs == f"docs/checks.md#{check.id}" for check in CHECKS)
