from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from total_onboard.sandbox import SandboxTenant, load_persona
from total_onboard.sandbox.http.faults import Kind
from total_onboard.sandbox.sign_in.clients import find_client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.code_and_refresh_grants import redeem_refresh_token
from total_onboard.sandbox.sign_in.grants.pending_grants import SignIn
from total_onboard.sandbox.sign_in.grants.token_response import issue_to_person
from total_onboard.sandbox.sign_in.scopes import read_scopes

DISCOVERY = "/organizations/v2.0/.well-known/openid-configuration"
HERE = {"host": "sign_in", "path": ".*/openid-configuration"}


@pytest.fixture
def get(sandbox: SandboxTenant) -> Callable[[], requests.Response]:
    sandbox.faults.clear()
    sandbox.requests.clear()
    return lambda: requests.get(sandbox.addresses.sign_in + DISCOVERY, verify=sandbox.ca_bundle, timeout=30)


def test_the_nth_request_fails_and_the_others_do_not(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    sandbox.faults.add({"kind": "status", "status": 503, "nth": 2, **HERE})

    assert [get().status_code for _ in range(3)] == [200, 503, 200]


def test_a_fault_can_last(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "status", "status": 500, "times": 0, **HERE})

    assert [get().status_code for _ in range(3)] == [500, 500, 500]


def test_a_fault_for_another_path_or_method_does_not_happen(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    sandbox.faults.add(
        {"kind": "status", "host": "sign_in", "path": "/elsewhere"},
        {"kind": "status", "host": "sign_in", "method": "POST"},
        {"kind": "status", "host": "graph"},
    )

    assert get().status_code == 200


def test_throttling_carries_the_error_of_graph_and_seconds_to_wait(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    sandbox.faults.add({"kind": "status", "status": 429, "error": "TooManyRequests", "retry_after": 7, **HERE})

    answer = get()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["error"]["code"] == "TooManyRequests"


def test_an_answer_can_be_of_a_kind_that_nobody_expects(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    sandbox.faults.add({"kind": "status", "status": 200, "body": '{"value": 7}', **HERE})

    assert get().json() == {"value": 7}


def test_the_time_to_wait_can_be_a_date(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "status", "status": 429, "retry_after": 60, "retry_after_as_date": True, **HERE})

    until = parsedate_to_datetime(get().headers["retry-after"])

    assert 55 < (until - sandbox.store.clock.now()).total_seconds() <= 60


def test_a_connection_cut_before_leaves_the_request_undone(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    sandbox.faults.add({"kind": "cut-before", "host": "sign_in", "path": ".*/devicecode"})

    with pytest.raises(requests.ConnectionError):
        start_device_code(sandbox)
    assert sandbox.platform.pending.device_codes == {}
    assert sandbox.requests[-1].status is None


def test_a_connection_cut_after_has_done_it(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "cut-after", "host": "sign_in", "path": ".*/devicecode"})

    with pytest.raises(requests.ConnectionError):
        start_device_code(sandbox)
    assert len(sandbox.platform.pending.device_codes) == 1
    sandbox.platform.pending.device_codes.clear()


def test_an_error_status_after_has_done_it(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "status-after", "status": 504, "host": "sign_in", "path": ".*/devicecode"})

    answer = start_device_code(sandbox)

    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "ServiceUnavailable")
    assert len(sandbox.platform.pending.device_codes) == 1
    sandbox.platform.pending.device_codes.clear()


@pytest.mark.parametrize(("kind", "done"), [("cut-before", 0), ("cut-after", 1)])
def test_something_else_can_happen_at_the_moment_of_a_cut(
    sandbox: SandboxTenant, get: Callable[[], requests.Response], kind: str, done: int
) -> None:
    codes, seen = sandbox.platform.pending.device_codes, []
    sandbox.faults.add({"kind": kind, "host": "sign_in", "path": ".*/devicecode"})
    sandbox.faults.when(Kind(kind), lambda: seen.append(len(codes)))

    with pytest.raises(requests.ConnectionError):
        start_device_code(sandbox)
    assert seen == [done]
    codes.clear()


def start_device_code(sandbox: SandboxTenant) -> requests.Response:
    return requests.post(
        f"{sandbox.addresses.sign_in}/organizations/oauth2/v2.0/devicecode",
        {"client_id": "14d82eec-204b-4c2f-b7e8-296a70dab67e", "scope": "User.Read"},
        verify=sandbox.ca_bundle,
        timeout=30,
    )


def test_a_malformed_body_is_half_of_the_right_one(
    sandbox: SandboxTenant, get: Callable[[], requests.Response]
) -> None:
    whole = get().text
    sandbox.faults.add({"kind": "malformed", **HERE})

    half = get()

    assert half.status_code == 200
    assert half.text == whole[: len(whole) // 2]


def test_a_proxy_answers_in_html(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "proxy-page", "status": 403, **HERE})

    answer = get()

    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html")


def test_a_delay_only_delays(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.add({"kind": "delay", "seconds": 0.3, **HERE})

    answer = get()

    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.3


def test_tokens_can_expire_in_the_middle(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    user = next(sandbox.store.users.all_current())
    token = sandbox.tokens.issue_delegated(user, ["User.Read"], "client")
    sandbox.faults.add({"kind": "tokens-expire", **HERE})
    get()

    with pytest.raises(Exception, match="expired"):
        sandbox.tokens.verify(token)


def test_a_sign_in_can_be_revoked_in_the_middle(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    client = find_client(sandbox.store, "14d82eec-204b-4c2f-b7e8-296a70dab67e")
    scopes = read_scopes("openid offline_access User.Read", sandbox.addresses.graph, client, "Contoso")
    user = sandbox.platform.person_named("ada@contoso.com")
    answer = issue_to_person(sandbox.platform, client, user, scopes, sign_in=SignIn(sandbox.store.clock.real()))
    sandbox.faults.add({"kind": "sign-in-revoked", **HERE})
    get()

    with pytest.raises(SignInRefused, match="AADSTS50173"):
        redeem_refresh_token(sandbox.platform, {"client_id": client.app_id, "refresh_token": answer["refresh_token"]})
    with pytest.raises(Exception, match="expired"):
        sandbox.tokens.verify(answer["access_token"])


def test_what_happened_is_told(sandbox: SandboxTenant, get: Callable[[], requests.Response]) -> None:
    sandbox.faults.happened.clear()
    sandbox.faults.add({"kind": "status", **HERE})
    get()

    assert [request for _, request in sandbox.faults.happened] == [f"GET {DISCOVERY}"]


@pytest.mark.parametrize("wrong", [{"kind": "meteor"}, {"kind": "delay", "colour": "blue"}])
def test_a_wrong_declaration_is_refused(sandbox: SandboxTenant, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"meteor|colour"):
        sandbox.faults.add(wrong)


def test_a_persona_brings_its_faults(start_practice: Callable[..., SandboxTenant]) -> None:
    persona = load_persona("ready").model_copy(update={"faults": ({"kind": "status", "status": 502, **HERE},)})
    sandbox = start_practice(persona)

    assert requests.get(sandbox.addresses.sign_in + DISCOVERY, verify=sandbox.ca_bundle).status_code == 502
