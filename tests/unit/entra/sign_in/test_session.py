from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.http.call_record import record_of
from total_onboard.entra.sign_in import sign_in
from total_onboard.entra.sign_in.person.person_session import PersonSession

from .microsoft import Microsoft, request_for, token, tokens_for

REVOKED = {"error": "invalid_grant", "error_description": "AADSTS50173: revoked", "error_codes": [50173]}


def signed_in(microsoft: Microsoft, state_dir: Path, lifetime: int = 3600) -> PersonSession:
    """A session of somebody who can't be asked a second time."""
    microsoft.tokens = [tokens_for("ada@contoso.com", lifetime=lifetime)]
    session = sign_in(request_for(state_dir), show_code=lambda code: None)
    assert isinstance(session, PersonSession)
    session.ask = None
    return session


def test_sign_in_that_may_not_ask_needs_a_remembered_one(microsoft: Microsoft, tmp_path: Path) -> None:
    with pytest.raises(SignInFailed) as refusal:
        sign_in(request_for(tmp_path), show_code=lambda code: None, may_ask=False)
    assert "--sign-in device-code" in refusal.value.remedy
    assert microsoft.device.call_count == 0


def test_the_token_of_the_sign_in_itself_is_at_hand(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path)

    assert session.cached_token() == session.token()


def test_one_that_is_about_to_run_out_is_not(microsoft: Microsoft, tmp_path: Path) -> None:
    assert signed_in(microsoft, tmp_path, lifetime=60).cached_token() is None


def test_the_second_run_asks_the_admin_nothing(microsoft: Microsoft, tmp_path: Path) -> None:
    signed_in(microsoft, tmp_path)
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session = sign_in(request_for(tmp_path), show_code=lambda code: pytest.fail("asked again"))

    assert session.username == "ada@contoso.com"
    assert microsoft.device.call_count == 1


def test_the_second_run_has_a_new_token_because_a_role_may_have_been_activated_since(
    microsoft: Microsoft, tmp_path: Path
) -> None:
    before = signed_in(microsoft, tmp_path).token()
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session = sign_in(request_for(tmp_path), show_code=lambda code: pytest.fail("asked again"))

    assert microsoft.asked[-1]["grant_type"] == "refresh_token"
    assert session.token() != before


def test_a_token_that_ran_out_is_refreshed(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path, lifetime=1)
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    assert session.token()
    assert microsoft.asked[-1]["grant_type"] == "refresh_token"


def test_a_claims_challenge_gets_a_new_token_that_answers_it(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path)
    microsoft.tokens = [tokens_for("ada@contoso.com")]

    session.token('{"access_token":{"nbf":{"essential":true}}}')

    assert "nbf" in microsoft.asked[-1]["claims"]


def test_revoked_sign_in_that_may_not_ask_leads_to_one_that_may(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path, lifetime=1)
    microsoft.tokens = [REVOKED]

    with pytest.raises(SignInFailed) as caught:
        session.token()
    assert "without --no-input" in caught.value.remedy


def test_step_up_that_nobody_can_answer_names_a_run_that_may_ask(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path)
    microsoft.tokens = [{"error": "interaction_required", "error_codes": [50076], "suberror": "basic_action"}]

    with pytest.raises(SignInFailed) as caught:
        session.token('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}')
    assert "once without --no-input" in caught.value.remedy


def test_a_token_that_graph_refuses_is_replaced_although_it_looks_good(microsoft: Microsoft, tmp_path: Path) -> None:
    session = signed_in(microsoft, tmp_path)
    old, new = session.token(), tokens_for("ada@contoso.com") | {"access_token": "e30.e30.new"}
    microsoft.tokens = [new]

    assert session.token(instead_of=old) == "e30.e30.new"
    assert session.token(instead_of=old) == "e30.e30.new"
    assert len([asked for asked in microsoft.asked if asked["grant_type"] == "refresh_token"]) == 1


def test_a_revoked_sign_in_is_begun_again_by_whoever_can_be_asked(microsoft: Microsoft, tmp_path: Path) -> None:
    microsoft.tokens = [tokens_for("ada@contoso.com", lifetime=1)]
    shown: list[object] = []
    session = sign_in(request_for(tmp_path), show_code=shown.append)
    microsoft.tokens = [REVOKED, tokens_for("ada@contoso.com")]

    assert session.token('{"access_token":{}}')
    assert len(shown) == 2
    assert "access_token" in microsoft.asked[-1]["claims"]


def test_trouble_at_microsoft_is_no_reason_to_ask_the_admin(
    microsoft: Microsoft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("total_onboard.entra.sign_in.person.person_session.PAUSES", (0.0,))
    microsoft.tokens = [tokens_for("ada@contoso.com", lifetime=1)]
    session = sign_in(request_for(tmp_path), show_code=lambda code: None)
    microsoft.tokens = [{"error": "temporarily_unavailable", "error_description": "AADSTS90033: busy"}]

    with pytest.raises(SignInFailed):
        session.token()
    assert microsoft.device.call_count == 1


def test_a_revoked_sign_in_is_as_good_as_none(microsoft: Microsoft, tmp_path: Path) -> None:
    signed_in(microsoft, tmp_path, lifetime=1)
    microsoft.tokens = [REVOKED, tokens_for("ada@contoso.com")]

    assert sign_in(request_for(tmp_path), show_code=lambda code: None).username == "ada@contoso.com"
    assert microsoft.device.call_count == 2


@pytest.mark.parametrize("lifetime", [10**400, -1])
def test_life_of_a_token_beyond_any_number_is_no_failure(microsoft: Microsoft, tmp_path: Path, lifetime: int) -> None:
    assert signed_in(microsoft, tmp_path, lifetime=lifetime).username == "ada@contoso.com"


@pytest.mark.parametrize("name", [7, ["ada"], {"a": 1}], ids=str)
def test_account_whose_name_is_no_text_is_refused(microsoft: Microsoft, tmp_path: Path, name: Any) -> None:
    microsoft.tokens = [tokens_for(name)]
    with pytest.raises(SignInFailed, match="doesn't match"):
        sign_in(request_for(tmp_path), show_code=lambda code: None)


@pytest.mark.parametrize("wids", [5, "role", [["role"], {}, None], {"a": 1}], ids=str)
def test_roles_of_a_token_that_are_no_texts_are_none(wids: Any) -> None:
    request = httpx.Request("GET", "https://graph.example/me", headers={"Authorization": f"Bearer {token(wids=wids)}"})
    assert record_of(request, None, 0.0).role_ids == frozenset()
