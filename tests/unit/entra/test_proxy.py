"""Which proxy leads to which host, and what is said of one that can't be used."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.http.proxy import parse_proxy, proxy_for
from total_onboard.entra.sign_in.msal_http import http_for_msal
from total_onboard.entra.tls_probe import probe_tls

from .gateway import me, using

GRAPH = "graph.microsoft.com"
DEAD = "http://ada:hunter2@127.0.0.1:9"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without the proxies of the machine that runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        for each in (name, name.upper()):
            monkeypatch.delenv(each, raising=False)


@pytest.mark.parametrize(
    ("entry", "host", "direct"),
    [
        ("fd00::/8", "fd12:3456::1", True),
        ("[fd00::]/8", "fd12:3456::1", True),
        ("fd00::/8", GRAPH, False),
        ("10.0.0.0/8,fd00::/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("[2001:db8::1]", "2001:db8::1", True),
        ("[2001:db8::1]:443", "2001:db8::1", True),
        ("[2001:db8::1]:8443", "2001:db8::1", False),
        ("2001:db8::1", "2001:db8::1", True),
        ("[::1]", GRAPH, False),
        ("microsoft.com", GRAPH, True),
        (".microsoft.com", GRAPH, True),
        ("*.microsoft.com", GRAPH, True),
        ("graph.microsoft.com:443", GRAPH, True),
        ("graph.microsoft.com:8443", GRAPH, False),
        ("https://graph.microsoft.com", GRAPH, True),
        ("notmicrosoft.com", GRAPH, False),
        ("oft.com", GRAPH, False),
        ("*", GRAPH, True),
        ("one.example  GRAPH.microsoft.com", GRAPH, True),
        ("300.0.0.0/8, [, ]:, ://, fe80::%eth0/200, 10.0.0.0/ab, http://[bad, \t,", GRAPH, False),
        ("300.0.0.0/8, [, ]:, microsoft.com", GRAPH, True),
    ],
)
def test_no_proxy_entry_names_its_hosts_only(
    monkeypatch: pytest.MonkeyPatch, entry: str, host: str, direct: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", DEAD)
    monkeypatch.setenv("NO_PROXY", entry)
    assert (proxy_for(host) is None) is direct


@pytest.mark.parametrize("address", [DEAD, "socks5://127.0.0.1:1", "nonsense://", "http://:0"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "total.localhost"])
def test_loopback_is_direct_whatever_the_proxy(monkeypatch: pytest.MonkeyPatch, address: str, host: str) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, address)
    assert proxy_for(host) is None


@pytest.mark.parametrize(
    ("address", "host", "port", "auth"),
    [
        ("http://proxy.example:8080", "proxy.example", 8080, None),
        ("proxy.example:3128", "proxy.example", 3128, None),
        ("http://proxy.example/", "proxy.example", 80, None),
        ("https://proxy.example", "proxy.example", 443, None),
        ("http://[2001:db8::5]:8080", "2001:db8::5", 8080, None),
        ("http://ada:p@ss#w/o?r:d%@proxy.example:8080", "proxy.example", 8080, ("ada", "p@ss#w/o?r:d%")),
        ("http://ada:p%40ss%23@proxy.example:8080/", "proxy.example", 8080, ("ada", "p@ss#")),
        ("http://CORP\\ada:gr\u00fcn [1]@proxy.example:8080", "proxy.example", 8080, ("CORP\\ada", "gr\u00fcn [1]")),
    ],
)
def test_proxy_address_with_any_password_is_read(
    address: str, host: str, port: int, auth: tuple[str, str] | None
) -> None:
    proxy = parse_proxy(address, "HTTPS_PROXY")
    assert (proxy.host, proxy.port, proxy.auth) == (host, port, auth)
    told = httpx.Proxy(proxy.url, auth=proxy.auth)
    assert (told.url.host, told.raw_auth) == (host, auth and tuple(part.encode() for part in auth))
    assert "ss" not in repr(proxy)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "address",
    [
        "socks5://ada:hunter2@127.0.0.1:1080",
        "socks://ada:hunter2@127.0.0.1:1080/",
        "socks4a://ada:hunter2@127.0.0.1:1080",
        "http://ada:hunter2@proxy.example:port",
        "http://ada:hunter2@proxy.example:99999",
        "http://ada:hunter2@:8080",
        "http://ada:hunter2@pro xy.example:8080",
        "http://ada:hunter2@[2001:db8::zz]:8080",
        "http://ada:hunter2",
        "://ada:hunter2@proxy.example",
    ],
)
def test_unusable_proxy_is_wrong_usage_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(BadValue) as caught:
        proxy_for(GRAPH)
    assert caught.value.exit_status is ExitStatus.USAGE
    assert name in caught.value.message
    assert "hunter2" not in caught.value.message + caught.value.remedy


def test_unusable_all_proxy_behind_a_good_https_proxy_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1080/")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    proxy = proxy_for(GRAPH)
    assert proxy is not None and proxy.name == "proxy.example:8080"


def _graph() -> Any:
    return using(me)


def _sign_in() -> Any:
    return http_for_msal(None).get("https://login.microsoftonline.com")


def _reach() -> Any:
    return asyncio.run(probe_tls("https://scim.example", ssl_context(None)))


@pytest.mark.parametrize("client", [_graph, _sign_in, _reach])
def test_every_client_refuses_an_unusable_proxy_alike(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://ada:hunter2@127.0.0.1:1080")
    with pytest.raises(BadValue, match="HTTPS_PROXY"):
        client()
