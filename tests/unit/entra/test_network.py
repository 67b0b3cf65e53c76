"""Real connections on loopback: whose certificates are believed, and which way requests go."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import trustme

from total_onboard.entra.clouds import custom_cloud
from total_onboard.entra.graph.errors import Unreachable
from total_onboard.entra.sign_in.msal_http import http_for_msal

from .gateway import me, using


class _Host(BaseHTTPRequestHandler):
    """Answers everything with a user, and as a proxy lets nobody through."""

    def do_GET(self) -> None:
        self._answer(200, b'{"id": "ada"}')

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self._answer(407, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _serving(context: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    server.asked = []  # type: ignore[attr-defined]
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    """A certificate authority of a company, and its PEM file."""
    ca, file = trustme.CA(), tmp_path / "company.pem"
    ca.cert_pem.write_to_path(str(file))
    return ca, file


@pytest.fixture
def host(authority: tuple[trustme.CA, Path]) -> Iterator[str]:
    """An https address whose certificate that authority has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("localhost").configure_cert(context)
    for server in _serving(context):
        yield f"https://localhost:{server.server_port}"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses that the proxy of the environment was asked to connect to."""
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for server in _serving():
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_port}")
        yield server.asked  # type: ignore[attr-defined]


def test_the_certificates_of_the_settings_win_over_those_of_the_environment(
    host: str, authority: tuple[trustme.CA, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(other))

    assert http_for_msal(authority[1]).get(host).status_code == 200
    assert using(me, cloud=custom_cloud(host, host), ca_bundle=authority[1]).id == "ada"


@pytest.mark.usefixtures("pauses")
def test_a_certificate_that_nobody_here_trusts_is_refused_with_the_way_out(host: str) -> None:
    with pytest.raises(Unreachable) as caught:
        using(me, cloud=custom_cloud(host, host))
    assert "TOTAL_ONBOARD_CA_BUNDLE" in caught.value.remedy

    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        http_for_msal(None).get(host)


@pytest.mark.usefixtures("pauses")
def test_sign_in_and_graph_go_through_the_environments_proxy(proxy: list[str]) -> None:
    with pytest.raises(Unreachable):
        using(me)
    with pytest.raises(httpx.ProxyError):
        http_for_msal(None).get("https://login.microsoftonline.com")

    assert {"graph.microsoft.com:443", "login.microsoftonline.com:443"} == set(proxy)


def test_hosts_of_no_proxy_are_reached_directly(
    proxy: list[str], host: str, authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost")

    assert using(me, cloud=custom_cloud(host, host), ca_bundle=authority[1]).id == "ada"
    assert proxy == []
