from __future__ import annotations

import pytest

from total_onboard.commands.session.sign_in import scopes_for
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.access.command_scopes import PREFLIGHT_SCOPES, SETUP_SCOPES, VERIFY_SCOPES

EVERY_STEP = frozenset(step.id for step in SETUP_STEPS)
EVERY_RUN = {"User.Read", "RoleManagement.Read.Directory"}


def names(scopes: tuple[ScopeReason, ...]) -> set[str]:
    return {each.scope for each in scopes}


@pytest.mark.parametrize(
    "each", sorted({*PREFLIGHT_SCOPES, *SETUP_SCOPES, *VERIFY_SCOPES}), ids=lambda each: each.scope
)
def test_every_permission_is_asked_for_with_a_reason_in_one_sentence(each: ScopeReason) -> None:
    assert each.reason.endswith(".")
    assert each.reason.count(".") == 1


def test_the_preflight_asks_for_nothing_that_can_write() -> None:
    assert [each.scope for each in PREFLIGHT_SCOPES if "Write" in each.scope] == []


@pytest.mark.parametrize("scopes", [PREFLIGHT_SCOPES, SETUP_SCOPES], ids=["preflight", "set-up"])
def test_no_permission_is_asked_for_that_covers_the_whole_directory(scopes: tuple[ScopeReason, ...]) -> None:
    assert [each.scope for each in scopes if each.scope.startswith("Directory.")] == []


def test_the_whole_set_up_asks_for_everything_at_once() -> None:
    assert scopes_for(EVERY_STEP) == SETUP_SCOPES


def test_who_only_consents_is_asked_for_the_consent_alone() -> None:
    assert names(scopes_for(frozenset({"consent"}))) == EVERY_RUN | {
        "Application.Read.All",
        "AppRoleAssignment.ReadWrite.All",
        "DelegatedPermissionGrant.ReadWrite.All",
    }


def test_who_only_keeps_the_groups_is_asked_for_nothing_about_applications() -> None:
    assert names(scopes_for(frozenset({"groups", "members"}))) == EVERY_RUN | {"User.Read.All", "Group.ReadWrite.All"}


def test_the_one_who_leaves_the_consent_to_another_is_not_asked_for_it() -> None:
    assert "DelegatedPermissionGrant.ReadWrite.All" not in names(scopes_for(EVERY_STEP - {"consent"}))


@pytest.mark.parametrize("step", sorted(EVERY_STEP))
def test_every_single_step_asks_for_less_than_the_whole(step: str) -> None:
    scopes = names(scopes_for(frozenset({step})))
    assert scopes - {"GroupMember.Read.All", "Synchronization.Read.All"} < names(SETUP_SCOPES)
    assert any("Write" in scope for scope in scopes)


def test_who_only_looks_whether_it_works_can_change_no_application_no_group_and_no_consent() -> None:
    assert {scope for scope in names(VERIFY_SCOPES) if "ReadWrite" in scope} == {"Synchronization.ReadWrite.All"}
