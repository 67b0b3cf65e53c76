"""A page of another site that somebody opens beside a sandbox neither reads nor changes it."""

from __future__ import annotations

import pytest
import requests

from total_onboard.sandbox import SandboxTenant

HOSTS = ("sign_in", "graph", "total")
FAULT = [{"kind": "status", "path": "/never"}]


def asked(sandbox: SandboxTenant, host: str, path: str, method: str = "GET", **headers: str) -> requests.Response:
    url = getattr(sandbox.addresses, host) + path
    body = FAULT if method == "POST" else None
    return requests.request(
        method, url, json=body, headers=headers, verify=sandbox.ca_bundle, allow_redirects=False, timeout=20
    )


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", ["evil.example", "localhost", "localhost:1", "evil.example:443"])
def test_request_with_another_host_name_is_refused(sandbox: SandboxTenant, host: str, name: str) -> None:
    assert asked(sandbox, host, "/", Host=name).status_code == 421


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "LOCALHOST", "[::1]"])
def test_request_with_a_loopback_name_is_answered(sandbox: SandboxTenant, host: str, name: str) -> None:
    port = getattr(sandbox.addresses, host).rsplit(":", 1)[1]
    assert asked(sandbox, host, "/", Host=f"{name}:{port}").status_code != 421


UNMANAGED = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:80"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.mark.parametrize("headers", UNMANAGED, ids=lambda headers: " ".join(*headers.items()))
@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("sign_in", "/_practice/faults"),
        ("sign_in", "/_practice/device-code"),
        ("sign_in", "/devicelogin"),
        ("sign_in", "/organizations/v2.0/adminconsent"),
        ("sign_in", "/organizations/oauth2/v2.0/authorize"),
        ("total", "/settings"),
        ("total", "/logout"),
    ],
)
def test_page_of_another_site_changes_nothing(
    sandbox: SandboxTenant, host: str, path: str, headers: dict[str, str]
) -> None:
    before, requests_so_far = sandbox.dump(), len(sandbox.requests)
    assert asked(sandbox, host, path, "POST", **headers).status_code == 403
    assert (sandbox.dump(), len(sandbox.requests)) == (before, requests_so_far)


@pytest.mark.parametrize("headers", UNMANAGED, ids=lambda headers: " ".join(*headers.items()))
def test_page_of_another_site_reads_no_control(sandbox: SandboxTenant, headers: dict[str, str]) -> None:
    for what in ("state", "requests", "facts"):
        assert asked(sandbox, "sign_in", f"/_practice/{what}", **headers).status_code == 403


@pytest.mark.parametrize("from_host", HOSTS)
def test_own_pages_and_programs_are_answered(sandbox: SandboxTenant, from_host: str) -> None:
    own = getattr(sandbox.addresses, from_host)
    assert asked(sandbox, "sign_in", "/_practice/faults", "POST", Origin=own).status_code == 204
    assert asked(sandbox, "sign_in", "/_practice/faults", "POST").status_code == 204
    assert asked(sandbox, "sign_in", "/_practice/state", **{"Sec-Fetch-Site": "none"}).status_code == 200
    sandbox.faults.clear()
