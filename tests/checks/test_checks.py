from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checks.facts import context, found
from total_onboard.checks import CHECKS, obstacles, run_checks
from total_onboard.checks.check import Check, Outcome
from total_onboard.checks.client_secrets import CLIENT_SECRETS
from total_onboard.checks.conditional_access import CONDITIONAL_ACCESS
from total_onboard.checks.directory_roles import APPLICATIONS_ROLE, CONSENT_ROLE, GROUPS_ROLE
from total_onboard.checks.licence import LICENCE
from total_onboard.checks.name_clashes import NAME_CLASHES
from total_onboard.checks.survey import Survey
from total_onboard.desired_state import Decisions, DesiredState
from total_onboard.engine.readable import Unreadable
from total_onboard.engine.rights import Rights
from total_onboard.entra.applications import Application
from total_onboard.entra.conditional_access import ConditionalAccessPolicy
from total_onboard.entra.groups import Group

LICENCES = yaml.safe_load((Path(__file__).parent / "cases" / "licences.yaml").read_text(encoding="utf-8"))
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


def outcome(check: Check, **facts: Any) -> Outcome:
    return asyncio.run(check.run(context(**facts))).outcome


@pytest.mark.parametrize("case", LICENCES, ids=lambda case: case["name"])
def test_the_licence_is_judged_by_service_plan_and_state(case: dict[str, Any]) -> None:
    skus = Unreadable(case["unreadable"]) if "unreadable" in case else case["skus"]
    finding = asyncio.run(LICENCE.run(context(skus=skus)))
    assert finding.outcome == case["outcome"]
    assert case["found"] in finding.found
    assert finding.remedy or finding.outcome is Outcome.PASS


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
    covered = [name for name, check in DUTIES.items() if outcome(check, roles={ROLES[role]: role}) is Outcome.PASS]
    assert covered == duties.split()


def test_the_three_single_roles_together_cover_every_duty() -> None:
    names = ("Application Administrator", "Groups Administrator", "Privileged Role Administrator")
    roles = {ROLES[name]: name for name in names}
    assert {outcome(check, roles=roles) for check in DUTIES.values()} == {Outcome.PASS}


def test_an_admin_without_roles_is_told_so_by_name() -> None:
    finding = asyncio.run(APPLICATIONS_ROLE.run(context()))
    assert finding.outcome is Outcome.FAIL
    assert "ada@contoso.com has no directory role" in finding.found
    assert "Application Administrator" in finding.remedy


def test_roles_that_may_not_be_read_are_not_called_good() -> None:
    unknown = Unreadable("no right to look")
    assert outcome(APPLICATIONS_ROLE, roles=unknown, rights=Rights(held=unknown)) is Outcome.SKIP


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, Outcome.PASS),
        ({"isEnabled": False, "restriction": "passwordAddition"}, Outcome.PASS),
        ({"isEnabled": True, "restriction": "passwordAddition"}, Outcome.FAIL),
        ({"isEnabled": True, "restriction": "passwordAddition", "state": "disabled"}, Outcome.PASS),
        ({"isEnabled": True, "restriction": "passwordLifetime", "maxLifetime": "P180D"}, Outcome.WARN),
        ({"isEnabled": True, "restriction": "passwordLifetime", "maxLifetime": "P730D"}, Outcome.PASS),
    ],
)
def test_the_app_management_policy_is_obeyed(policy: dict[str, Any], expected: Outcome) -> None:
    rule = {"restrictionType": policy.get("restriction", "passwordAddition"), "state": policy.get("state", "enabled")}
    rule |= {"maxLifetime": policy["maxLifetime"]} if "maxLifetime" in policy else {}
    body = {"isEnabled": policy.get("isEnabled", False), "applicationRestrictions": {"passwordCredentials": [rule]}}
    assert outcome(CLIENT_SECRETS, policy=body) is expected


def test_a_stranger_of_the_same_name_is_named_and_what_is_known_by_its_id_is_not() -> None:
    stranger = Application.model_validate({"id": "other", "appId": "a", "displayName": "TOTAL"})
    ours = Application.model_validate(
        {"id": "ours", "appId": "b", "displayName": "TOTAL", "uniqueName": "total-onboard-total"}
    )
    known = DesiredState(decisions=Decisions(application="ours"))
    finding = found(NAME_CLASHES, wanted=known, survey=Survey(applications=[stranger, ours], groups=[]))
    assert finding.outcome is Outcome.FAIL
    assert "other" in finding.found
    assert "(ours)" not in finding.found
    alone = Survey(applications=[ours], groups=[])
    assert found(NAME_CLASHES, wanted=known, survey=alone).outcome is Outcome.PASS
    assert "(ours)" in found(NAME_CLASHES, survey=alone).found


def test_what_may_not_be_seen_hides_no_stranger_and_is_not_called_good() -> None:
    unseen = Unreadable("no right to look")
    stranger = Group.model_validate({"id": "other", "displayName": "TOTAL-Admin"})
    assert outcome(NAME_CLASHES, applications=unseen, groups=[stranger]) is Outcome.FAIL
    assert outcome(NAME_CLASHES, applications=unseen, groups=[]) is Outcome.SKIP
    assert outcome(NAME_CLASHES, applications=[], groups=unseen) is Outcome.SKIP


def test_without_the_roles_nobody_knows_whom_conditional_access_concerns() -> None:
    policy = ConditionalAccessPolicy.model_validate({"displayName": "For a role", "state": "enabled"})
    assert outcome(CONDITIONAL_ACCESS, conditional_access=[policy]) is Outcome.PASS
    assert (
        outcome(CONDITIONAL_ACCESS, roles=Unreadable("no right to look"), conditional_access=[policy]) is Outcome.SKIP
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
