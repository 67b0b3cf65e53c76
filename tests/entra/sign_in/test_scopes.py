from __future__ import annotations

import pytest

from total_onboard.entra.sign_in.scopes import PREFLIGHT_SCOPES, SETUP_SCOPES, ScopeReason


@pytest.mark.parametrize("each", sorted({*PREFLIGHT_SCOPES, *SETUP_SCOPES}), ids=lambda each: each.scope)
def test_every_permission_is_asked_for_with_a_reason_in_one_sentence(each: ScopeReason) -> None:
    assert each.reason.endswith(".")
    assert each.reason.count(".") == 1


def test_the_preflight_asks_for_nothing_that_can_write() -> None:
    assert [each.scope for each in PREFLIGHT_SCOPES if "Write" in each.scope] == []


@pytest.mark.parametrize("scopes", [PREFLIGHT_SCOPES, SETUP_SCOPES], ids=["preflight", "set-up"])
def test_no_permission_is_asked_for_that_covers_the_whole_directory(scopes: tuple[ScopeReason, ...]) -> None:
    assert [each.scope for each in scopes if each.scope.startswith("Directory.")] == []
