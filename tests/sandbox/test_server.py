from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import requests

from total_onboard.sandbox import SandboxTenant

HALF_A_QUESTION = (
    b"POST /contoso.com/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost:%d\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nhalf"
)
DISCOVERY = "/organizations/v2.0/.well-known/openid-configuration"


def quickest(outcome: Callable[[], object]) -> float:
    """Seconds that it takes where nobody else is busy: the best of three."""
    took = []
    for _ in range(3):
        began = time.monotonic()
        outcome()
        took.append(time.monotonic() - began)
    return min(took)


def test_a_tenant_starts_and_stops_in_a_second_or_two() -> None:
    assert quickest(lambda: SandboxTenant.start().stop()) < 2


def test_a_tenant_leaves_nothing_behind() -> None:
    tenant = SandboxTenant.start()
    bundle = Path(tenant.ca_bundle)
    requests.get(tenant.addresses.sign_in + DISCOVERY, verify=tenant.ca_bundle)
    tenant.stop()

    assert not bundle.exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(tenant.addresses.sign_in + DISCOVERY, timeout=1)


def test_a_connection_that_a_client_keeps_open_does_not_delay_the_end() -> None:
    with ExitStack() as stack:
        kept = []
        for _ in range(3):
            tenant = stack.enter_context(SandboxTenant.start())
            client = stack.enter_context(requests.Session())
            client.get(tenant.addresses.sign_in + DISCOVERY, verify=tenant.ca_bundle)
            kept.append(tenant)

        assert quickest(lambda: kept.pop().stop()) < 0.8


def test_several_tenants_live_side_by_side() -> None:
    with SandboxTenant.start(seed=1) as one, SandboxTenant.start(seed=2) as other:
        issuers = {
            requests.get(
                f"{tenant.addresses.sign_in}/{tenant.store.tenant_id}/v2.0/.well-known/openid-configuration",
                verify=tenant.ca_bundle,
            ).json()["issuer"]
            for tenant in (one, other)
        }

    assert len(issuers) == 2


def test_a_taken_port_is_an_error(sandbox: SandboxTenant) -> None:
    port = httpx.URL(sandbox.addresses.graph).port or 0

    with pytest.raises(OSError, match="in use"):
        SandboxTenant.start(ports=(0, port, 0))


def test_nobody_trusts_the_tenant_without_its_bundle(sandbox: SandboxTenant) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(sandbox.addresses.sign_in + DISCOVERY, verify=ssl.create_default_context())


def test_the_environment_points_a_client_at_the_tenant(sandbox: SandboxTenant) -> None:
    environment = sandbox.environment

    assert environment["TOTAL_ONBOARD_CLOUD"] == "custom"
    assert environment["TOTAL_ONBOARD_TENANT"] == "contoso.com"
    assert environment["TOTAL_ONBOARD_AUTHORITY_URL"].startswith("https://localhost:")
    assert "BEGIN CERTIFICATE" in Path(environment["TOTAL_ONBOARD_CA_BUNDLE"]).read_text()
    assert "PRIVATE KEY" not in Path(environment["TOTAL_ONBOARD_CA_BUNDLE"]).read_text()


def test_many_clients_are_served_at_the_same_time(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice()

    def ask(_: int) -> int:
        return requests.get(sandbox.addresses.sign_in + DISCOVERY, verify=sandbox.ca_bundle).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(40))) == {200}


def test_every_request_is_recorded_without_its_credentials(start_practice: Callable[..., SandboxTenant]) -> None:
    sandbox = start_practice()
    requests.post(
        f"{sandbox.addresses.sign_in}/contoso.com/oauth2/v2.0/token",
        {"grant_type": "magic"},
        auth=("client", "hush"),
        verify=sandbox.ca_bundle,
    )

    (exchange,) = sandbox.requests
    assert (exchange.host, exchange.method, exchange.status) == ("sign_in", "POST", 400)
    assert exchange.path == "/contoso.com/oauth2/v2.0/token"
    assert exchange.body == "grant_type=magic"
    assert "AADSTS70001" in exchange.response_body
    assert exchange.headers["authorization"] == "Basic …"


def test_who_hangs_up_in_the_middle_of_a_question_is_no_mistake_of_the_tenants(
    sandbox: SandboxTenant, caplog: pytest.LogCaptureFixture
) -> None:
    trust = ssl.create_default_context(cafile=sandbox.ca_bundle)
    url = httpx.URL(sandbox.addresses.sign_in)
    before = len(sandbox.requests)
    plain = socket.create_connection((url.host, url.port or 443))
    with trust.wrap_socket(plain, server_hostname=url.host) as caller:
        caller.sendall(HALF_A_QUESTION % (url.port or 443))
        while len(sandbox.requests) == before:
            time.sleep(0.01)
    while not sandbox.requests[before].until:
        time.sleep(0.01)
    requests.get(sandbox.addresses.sign_in + DISCOVERY, verify=sandbox.ca_bundle)

    assert [record for record in caplog.records if record.exc_info] == []


def test_what_is_done_between_requests_sees_the_tenant_stand_still(sandbox: SandboxTenant) -> None:
    over = threading.Event()

    def knocks() -> None:
        while not over.is_set():
            requests.get(sandbox.addresses.sign_in + DISCOVERY, verify=sandbox.ca_bundle)

    def came() -> int:
        before = len(sandbox.requests)
        time.sleep(0.2)
        return len(sandbox.requests) - before

    with ThreadPoolExecutor(1) as pool:
        pool.submit(knocks)
        try:
            while not came():
                pass
            assert sandbox.between_requests(came) == 0
            while not came():
                pass
        finally:
            over.set()


def test_what_is_done_between_requests_may_fail_and_goes_on_once_nothing_is_served() -> None:
    def fails() -> None:
        raise KeyError("gone")

    with SandboxTenant.start() as tenant:
        with pytest.raises(KeyError, match="gone"):
            tenant.between_requests(fails)
        whole = tenant.dump()
    assert tenant.dump() == whole
