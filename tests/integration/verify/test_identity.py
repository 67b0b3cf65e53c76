"""A real sign-in in a real browser, through the application, at TOTAL's own page and with TOTAL's redirect URI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.verify.defects import Breaker
from tests.support.admin_session import AdminSession
from tests.support.chromium import need_chromium
from tests.support.cli_runner import CliResult
from total_onboard.commands.verify import sign_in_browser as browser
from total_onboard.entra.resources.groups import Member
from total_onboard.sandbox.console.state import console_of

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(300)]

ADA, BO = "ada@contoso.com", "bo@contoso.com"


@pytest.fixture(autouse=True)
def total_has_the_hand_off(admin_session: AdminSession) -> Iterator[None]:
    need_chromium()
    admin_session.tenant.take_handoff(the_hand_off(admin_session))
    yield


def the_hand_off(admin_session: AdminSession) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((admin_session.home / "first.totalhandoff").read_text(encoding="utf-8"))[
        "handoff"
    ]
    return values


def verify(admin_session: AdminSession, *words: str, **environment: str | None) -> CliResult:
    given = ("--identity", "--handoff", "first.totalhandoff", *words)
    return admin_session.runs("verify", "--output", "json", "--test-removal", *given, **environment)


def verification(ended: CliResult, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in ended.document["verifications"] if one["id"] == name)
    return found


def callbacks(admin_session: AdminSession) -> int:
    return sum(one.host == "total" and one.path == "/auth/oidc/callback" for one in admin_session.tenant.requests)


def test_total_lets_ada_in_and_her_oid_is_the_external_id_of_her_account(
    admin_session: AdminSession, other_admin: Breaker
) -> None:
    before = callbacks(admin_session)
    ended = verify(admin_session)
    assert ended.status == 0, ended.err
    oid = other_admin.account(ADA).external_id
    assert oid == other_admin.person(ADA)
    assert f"oid {oid} is the externalId" in verification(ended, "identity")["found"]
    assert "Welcome, Ada Lindqvist" in verification(ended, "entry")["found"]
    assert callbacks(admin_session) == before + 1, "what proves the identity never goes out to TOTAL"


def test_before_total_has_the_hand_off_the_identity_is_verified_and_the_entry_is_not_possible(
    admin_session: AdminSession,
) -> None:
    console_of(admin_session.tenant.store, admin_session.tenant.addresses.total).sign_in = None
    ended = verify(admin_session)
    assert ended.status == 5
    assert verification(ended, "identity")["outcome"] == "verified"
    assert verification(ended, "entry")["outcome"] == "inconclusive"
    assert "Does it have the hand-off?" in verification(ended, "entry")["found"]
    assert "verify --identity" in verification(ended, "entry")["remedy"]


def test_total_signing_in_with_another_application_is_told(admin_session: AdminSession) -> None:
    another = str(uuid4())
    admin_session.tenant.take_handoff(the_hand_off(admin_session) | {"client_id": another})
    ended = verify(admin_session)
    assert ended.status == 1
    assert verification(ended, "entry")["outcome"] == "failed"


def test_a_wrong_secret_at_total_keeps_people_out(admin_session: AdminSession) -> None:
    admin_session.tenant.take_handoff(the_hand_off(admin_session) | {"client_secret": "mistyped"})
    ended = verify(admin_session)
    assert (ended.status, verification(ended, "entry")["outcome"]) == (1, "failed")
    assert "AADSTS7000215" in verification(ended, "entry")["found"]


def test_one_whom_total_knows_by_another_identifier_fails(
    admin_session: AdminSession, other_admin: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert admin_session.runs("admins", "add", BO, "--output", "json").status == 0
    assert verify(admin_session, "--admin", BO).status == 0

    async def bo(_: object) -> Member:
        return Member(id=other_admin.person(BO), user_principal_name=BO)

    monkeypatch.setattr(browser, "chosen_member", bo)
    other_admin.account(BO).external_id = "typed-in-by-hand"
    ended = verify(admin_session, "--admin", ADA)
    other_admin.account(BO).external_id = other_admin.person(BO)
    assert verification(ended, "identity")["outcome"] == "failed"
    assert "typed-in-by-hand" in verification(ended, "identity")["found"]
    assert verification(ended, "entry")["outcome"] == "failed"


def test_what_microsofts_page_says_against_it_is_told(admin_session: AdminSession, other_admin: Breaker) -> None:
    assert admin_session.runs("admins", "add", BO, "--output", "json").status == 0
    other_admin.tampers({"call": ["PATCH", "oauth2PermissionGrants/{grant}", {"scope": "email"}]})
    ended = verify(admin_session, "--admin", BO)
    other_admin.tampers({"call": ["PATCH", "oauth2PermissionGrants/{grant}", {"scope": "openid profile email"}]})
    assert "AADSTS90094" in verification(ended, "identity")["found"]
    assert verification(ended, "identity")["outcome"] == "failed"


def test_without_the_secret_the_entry_is_verified_and_the_identity_says_what_it_lacks(
    admin_session: AdminSession,
) -> None:
    ended = admin_session.runs("verify", "--output", "json", "--identity")
    assert (ended.status, verification(ended, "entry")["outcome"]) == (5, "verified")
    assert "verify --identity --handoff FILE" in verification(ended, "identity")["remedy"]


def test_where_no_browser_can_be_opened_the_other_verifications_are_made(admin_session: AdminSession) -> None:
    ended = verify(admin_session, PATH="/nowhere")
    assert ended.status == 5
    assert {one["id"] for one in ended.document["verifications"] if one["outcome"] == "inconclusive"} == {
        "entry",
        "identity",
    }
    assert "Install one of them" in verification(ended, "identity")["remedy"]
