"""Which credential an unattended sign-in uses, and what is said if none has a token."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CredentialUnavailableError

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.sign_in.errors import SignInUnavailable
from total_onboard.entra.sign_in.unattended import unattended_session
from total_onboard.entra.sign_in.unattended.token_request import _first_token
from total_onboard.entra.sign_in.unattended.unattended_session import UnattendedSession

from .microsoft import TENANT, request_for, token


class Given:
    """A credential that answers, or fails."""

    def __init__(self, outcome: AccessToken | Exception) -> None:
        self.outcome, self.asked = outcome, 0

    def get_token(self, *scopes: str, claims: str | None = None) -> AccessToken:
        self.asked += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


ABSENT = Given(CredentialUnavailableError("not here"))
REFUSED = ClientAuthenticationError("Authentication failed: AADSTS7000112: Application 'a' is disabled.")


def issued(seconds: float = 3600, **claims: object) -> AccessToken:
    return AccessToken(token(**{"tid": TENANT, "oid": "o", **claims}), int(time.time() + seconds))


def test_first_credential_that_is_here_is_used(tmp_path: Path) -> None:
    here, later = Given(issued()), Given(issued())
    found = _first_token(request_for(tmp_path), [("a", ABSENT), ("b", here), ("c", later)], None)
    assert (found, later.asked) == (here.outcome, 0)


def test_environment_without_a_credential_names_what_was_tried(tmp_path: Path) -> None:
    with pytest.raises(SignInFailed) as refusal:
        _first_token(request_for(tmp_path), [("workload identity", ABSENT), ("Azure CLI", ABSENT)], None)
    assert "Tried: workload identity, Azure CLI" in refusal.value.message


def test_refused_credential_is_not_passed_over(tmp_path: Path) -> None:
    later = Given(issued())
    with pytest.raises(SignInFailed) as refusal:
        _first_token(request_for(tmp_path), [("a", Given(REFUSED)), ("b", later)], None)
    assert (refusal.value.refusal, later.asked) == ("AADSTS7000112", 0)


def test_application_is_told_from_a_person(tmp_path: Path) -> None:
    app = UnattendedSession(request_for(tmp_path, TENANT), lambda _: issued(idtyp="app", app_displayname="Reader"))
    person = UnattendedSession(request_for(tmp_path, TENANT), lambda _: issued(scp="User.Read email", upn="ada@c.com"))
    assert (app.is_application, app.username, app.granted) == (True, "Reader", frozenset())
    assert (person.is_application, person.username) == (False, "ada@c.com")
    assert person.granted == {"User.Read", "email"}


def test_token_is_replaced_before_it_expires_or_if_graph_refuses_it(tmp_path: Path) -> None:
    answers = [issued(60, n=1), issued(n=2), issued(n=3), issued(n=4)]
    session = UnattendedSession(request_for(tmp_path, TENANT), lambda _: answers.pop(0))
    second = session.token()
    assert session.token() == second
    third = session.token(instead_of=second)
    assert third != second
    assert session.token(claims="{}") not in (second, third)


def test_many_threads_get_one_new_token(tmp_path: Path) -> None:
    asked: list[str | None] = []

    def fetch(claims: str | None) -> AccessToken:
        asked.append(claims)
        time.sleep(0.01)
        return issued(60 if len(asked) == 1 else 3600, n=len(asked))

    session = UnattendedSession(request_for(tmp_path, TENANT), fetch)
    threads = [threading.Thread(target=session.token) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(asked) == 2


def test_busy_sign_in_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unattended_session, "PAUSES", (0.0,))
    answers: list[AccessToken | Exception] = [SignInUnavailable("busy", remedy="later"), issued()]

    def fetch(_: str | None) -> AccessToken:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert UnattendedSession(request_for(tmp_path, TENANT), fetch).tenant_id == TENANT


@pytest.mark.parametrize("unreadable", ["opaque", "e30.e30.x"])
def test_token_that_says_nothing_is_refused(tmp_path: Path, unreadable: str) -> None:
    with pytest.raises(SignInFailed):
        UnattendedSession(request_for(tmp_path, TENANT), lambda _: AccessToken(unreadable, int(time.time()) + 60))


def test_token_of_another_tenant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignInFailed):
        UnattendedSession(request_for(tmp_path, "33333333-3333-4333-8333-333333333333"), lambda _: issued())


ANOTHER: list[dict[str, Any]] = [
    {"tid": "33333333-3333-4333-8333-333333333333"},
    {"oid": "mallory"},
    {"oid": None, "appid": "p"},
]


@pytest.mark.parametrize("changed", ANOTHER)
@pytest.mark.parametrize("first", [{}, {"oid": None, "appid": "app"}])
def test_renewal_for_another_account_is_refused(tmp_path: Path, first: dict[str, Any], changed: dict[str, Any]) -> None:
    answers = [issued(60, **first), issued(**(first | changed))]
    session = UnattendedSession(request_for(tmp_path, TENANT), lambda _: answers.pop(0))
    with pytest.raises(SignInFailed, match="different account"):
        session.token()
    assert session.tenant_id == TENANT
