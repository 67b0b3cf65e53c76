"""The check of the connection to Microsoft: who vouches for it, and what stands between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.diagnostics.preflight.facts import context, found
from tests.unit.diagnostics.preflight.host import Host, Proxy, host
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.preflight.machine import tls_inspection
from total_onboard.diagnostics.preflight.machine.tls_inspection import TLS
from total_onboard.entra import tls_probe
from total_onboard.entra.clouds import custom_cloud
from total_onboard.settings import Settings


def microsoft_at(opened: Host, **settings: Any) -> dict[str, Any]:
    cloud = custom_cloud(opened.origin, opened.origin)
    return {
        "cloud": cloud,
        "trust": opened.trust,
        "settings": Settings.model_construct(ca_bundle=None, **settings) if settings else context().settings,
    }


def test_a_company_that_inspects_tls_is_named(total: Host) -> None:
    finding = found(TLS, **microsoft_at(total))
    assert finding.outcome is CheckStatus.WARN
    assert "Zscaler Inc." in finding.found
    assert finding.remedy


def test_an_authority_that_the_admin_chose_is_named_without_alarm(total: Host, tmp_path: Path) -> None:
    bundle = tmp_path / "ours.pem"
    bundle.write_bytes(total.authority.cert_pem.bytes())
    settings = context().settings.model_copy(update={"ca_bundle": bundle})
    finding = found(TLS, **{**microsoft_at(total), "settings": settings})
    assert finding.outcome is CheckStatus.PASS
    assert "Zscaler Inc." in finding.found
    assert str(bundle) in finding.found


def test_a_public_authority_is_as_it_should_be(total: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_inspection, "public_authorities", lambda: total.trust)
    finding = found(TLS, **microsoft_at(total))
    assert (finding.outcome, "no proxy" in finding.found) == (CheckStatus.PASS, True)


def test_the_public_authorities_hold_nothing_that_was_added_here(total: Host) -> None:
    with pytest.raises(tls_probe.NotReached) as caught:
        asyncio.run(tls_probe.probe_tls(total.origin, tls_probe.public_authorities()))
    assert caught.value.trouble is tls_probe.TlsProblem.BAD_CERTIFICATE


def test_a_connection_that_cannot_be_looked_at_is_unknown() -> None:
    assert found(TLS).outcome is CheckStatus.SKIP


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hunter2@proxy.contoso.com:8080")
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert tls_probe.proxy_of("graph.microsoft.com") == "proxy.contoso.com:8080"
    assert tls_probe.proxy_of("localhost:8443") == ""


def test_the_certificate_is_seen_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy()
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    async def look() -> CheckResult:
        server = await asyncio.start_server(proxy.carry, "127.0.0.1")
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with server:
            return await TLS.run(replace(context(), **microsoft_at(total)))

    with host("login.example") as total:
        total.origin = total.origin.replace("localhost", "login.example")
        finding = asyncio.run(look())
    assert "Zscaler Inc." in finding.found
    assert "through the proxy 127.0.0.1:" in finding.found
    assert set(proxy.asked) == {total.origin.removeprefix("https://")}
    assert total.asked == []
