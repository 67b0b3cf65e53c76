from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msal
import pytest
import requests

from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.provisioning.service import synchronization_service


@pytest.fixture
def control(sandbox: SandboxTenant) -> Any:
    def call(method: str, what: str, body: Any = None) -> requests.Response:
        url = f"{sandbox.addresses.sign_in}/_practice/{what}"
        return requests.request(method, url, json=body, verify=sandbox.ca_bundle)

    return call


def device_flow(sandbox: SandboxTenant) -> tuple[Any, dict[str, Any]]:
    client = msal.PublicClientApplication(
        "14d82eec-204b-4c2f-b7e8-296a70dab67e",
        authority=f"{sandbox.addresses.sign_in}/organizations",
        verify=sandbox.ca_bundle,
        instance_discovery=False,
    )
    return client, client.initiate_device_flow(scopes=[f"{sandbox.addresses.graph}/User.Read"])


def test_another_process_can_approve_a_device_code(sandbox: SandboxTenant, control: Any) -> None:
    client, flow = device_flow(sandbox)
    assert flow["user_code"] in control("GET", "facts").json()["pending_user_codes"]
    control("POST", "device-code", {"user_code": flow["user_code"], "account": "bo@contoso.com"})

    signed_in = client.acquire_token_by_device_flow(flow)

    assert signed_in["id_token_claims"]["preferred_username"] == "bo@contoso.com"


def test_another_process_can_decline_a_device_code(sandbox: SandboxTenant, control: Any) -> None:
    client, flow = device_flow(sandbox)
    control("POST", "device-code", {"user_code": flow["user_code"], "answer": "declined"})

    assert client.acquire_token_by_device_flow(flow)["error"] == "authorization_declined"


def test_approving_an_unknown_code_says_why_not(control: Any) -> None:
    answer = control("POST", "device-code", {"user_code": "NOSUCHCODE"})

    assert answer.status_code == 400
    assert "AADSTS90119" in answer.json()["problem"]


def test_faults_can_be_planned_and_cleared(sandbox: SandboxTenant, control: Any) -> None:
    url = f"{sandbox.addresses.sign_in}/organizations/v2.0/.well-known/openid-configuration"
    control("POST", "faults", [{"kind": "status", "host": "sign_in", "times": 0}])
    failed = requests.get(url, verify=sandbox.ca_bundle).status_code
    control("DELETE", "faults")

    assert (failed, requests.get(url, verify=sandbox.ca_bundle).status_code) == (503, 200)


def test_a_wrong_fault_is_refused(control: Any) -> None:
    assert control("POST", "faults", [{"kind": "meteor"}]).status_code == 400


def test_a_role_can_be_activated_only_by_someone_who_is_eligible(
    start_practice: Callable[..., SandboxTenant],
) -> None:
    sandbox = start_practice("p2-pim")

    def activate(account: str) -> int:
        url = f"{sandbox.addresses.sign_in}/_practice/roles"
        wish = {"account": account, "role": "Global Administrator"}
        return requests.post(url, json=wish, verify=sandbox.ca_bundle).status_code

    assert (activate("bo@contoso.com"), activate("ada@contoso.com")) == (400, 204)
    assert sandbox.store.active_roles[next(sandbox.store.users.all_current())["id"]]


def test_the_clock_can_leap(sandbox: SandboxTenant, control: Any) -> None:
    before = sandbox.store.clock.real()
    control("POST", "clock", {"seconds": 100})

    assert sandbox.store.clock.real() - before > 100


def test_the_state_and_the_requests_can_be_read_and_the_controls_leave_no_trace_in_them(
    sandbox: SandboxTenant, control: Any
) -> None:
    assert control("GET", "state").json() == sandbox.dump()
    assert not any("_practice" in exchange["path"] for exchange in control("GET", "requests").json())


def test_every_job_can_be_put_into_quarantine_for_any_reason_that_graph_knows(
    sandbox: SandboxTenant, control: Any
) -> None:
    job = synchronization_service(sandbox.store).new_job("some-principal")
    assert control("POST", "quarantine", {"reason": "IngestionInterrupted", "message": "lost"}).status_code == 204
    assert job.quarantine is not None
    assert (job.quarantine.reason, job.quarantine.message) == ("IngestionInterrupted", "lost")
    assert "is none of" in control("POST", "quarantine", {"reason": "Boredom"}).json()["problem"]
