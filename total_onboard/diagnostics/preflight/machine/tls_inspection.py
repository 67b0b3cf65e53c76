"""Check whether a proxy opens the connection to Microsoft and signs with a private certificate authority."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, warned
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.entra.tls_probe import NotReached, TlsProblem, probe_tls, proxy_of, public_authorities

_REMEDY: Final = (
    "If your company inspects TLS, this is expected. If not, stop: someone is intercepting it. If other tools "
    "refuse this certificate, have them trust the same authority."
)


async def evaluate(environment: CheckEnvironment) -> CheckOutcome:
    """Check the certificates: a proxy alone is fine; one that signs in Microsoft's name is named."""
    cloud = environment.cloud
    origins = tuple(dict.fromkeys((cloud.authority_url, cloud.graph_url)))
    try:
        issuers = await asyncio.gather(*(_local_issuer(origin, environment) for origin in origins))
    except NotReached as error:
        what = f"The connection could not be inspected: {error}"
        return failed(what, error.remedy) if error.remedy else skipped(what)
    way = _way(origins)
    signed = _private_authorities(origins, issuers)
    if not signed:
        return passed(f"Microsoft's own certificates; {way}")
    if bundle := environment.settings.ca_bundle:
        return passed(f"{signed} (trusted through {bundle}); {way}")
    return warned(f"{signed}, an authority that was added to this machine; {way}", _REMEDY)


async def _local_issuer(origin: str, environment: CheckEnvironment) -> str:
    """Return who signed for a host whose certificate no public authority vouches for; empty if one does."""
    try:
        await probe_tls(origin, public_authorities())
    except NotReached as error:
        if error.trouble is not TlsProblem.BAD_CERTIFICATE:
            raise
        return (await probe_tls(origin, environment.trust)).issuer
    return ""


def _private_authorities(origins: Sequence[str], issuers: Sequence[str]) -> str:
    """Return each authority that is not public, with the hosts for which it signed."""
    hosts: dict[str, list[str]] = {}
    for origin, issuer in zip(origins, issuers, strict=True):
        hosts.setdefault(issuer, []).append(urlsplit(origin).netloc)
    return "; ".join(
        f"Certificates of {' and '.join(names)} were issued by {issuer}" for issuer, names in hosts.items() if issuer
    )


def _way(origins: tuple[str, ...]) -> str:
    proxies = {proxy for origin in origins if (proxy := proxy_of(urlsplit(origin).netloc))}
    return f"through the proxy {', '.join(sorted(proxies))}" if proxies else "no proxy"


TLS = Check(
    id="tls",
    title="Connection to Microsoft",
    needed="Certificates that this machine trusts for good reason",
    docs="docs/checks.md#tls",
    steps=frozenset(),
    evaluate=evaluate,
)
