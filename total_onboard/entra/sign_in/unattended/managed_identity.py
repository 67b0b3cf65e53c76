"""Managed identity: Azure answers on the machine itself, so its endpoint is asked on no other host and by no proxy."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import httpx
from azure.identity import ChainedTokenCredential, ManagedIdentityCredential

from total_onboard.core.errors import BadValue, SignInFailed
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.http.bounded_transports import bounded
from total_onboard.entra.http.logged_clients import RecordedClient
from total_onboard.entra.http.response_limits import SIGN_IN_SECONDS
from total_onboard.entra.sign_in.unattended.azure_transport import transport_by

MANAGED_IDENTITY: Final = "managed identity"
# Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
_ENDPOINTS: Final = ("IDENTITY_ENDPOINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST")
_TIMEOUT: Final = httpx.Timeout(SIGN_IN_SECONDS, connect=2)


def managed_identity(ca_bundle: Path | None) -> ChainedTokenCredential:
    """Return its credential. Raises BadValue for a variable that names an endpoint on another host."""
    for name in _ENDPOINTS:
        if (address := os.environ.get(name)) and not _is_on_this_machine(address):
            raise BadValue(
                f"{name} names a host that isn't this machine's, so no managed identity is asked for a token.",
                remedy=f"Unset {name}, then run the same command again.",
            )
    # In a chain it looks for Azure's endpoint first, instead of waiting for it for a minute.
    return ChainedTokenCredential(
        ManagedIdentityCredential(
            client_id=os.environ.get("AZURE_CLIENT_ID"), transport=transport_by(_http_on_this_machine(ca_bundle))
        )
    )


def _http_on_this_machine(ca_bundle: Path | None) -> httpx.Client:
    client = RecordedClient(
        transport=httpx.HTTPTransport(verify=ssl_context(ca_bundle), trust_env=False),
        timeout=_TIMEOUT,
        trust_env=False,
        event_hooks={"request": [_refuse_other_hosts]},
    )
    bounded(client, SIGN_IN_SECONDS)
    return client


def _refuse_other_hosts(request: httpx.Request) -> None:
    """Check each request, because an endpoint's answer can name another address."""
    if not _is_on_this_machine(str(request.url)):
        raise SignInFailed(
            f"A managed identity's endpoint on {request.url.host} isn't asked: it isn't on this machine.",
            remedy="Check the variables AZURE_… of this environment, then run the same command again.",
        )


def _is_on_this_machine(address: str) -> bool:
    """Return whether only this machine, or Azure below it, answers: a loopback or link-local address."""
    try:
        host = httpx.URL(address).host
        return host == "localhost" or ip_address(host).is_loopback or ip_address(host).is_link_local
    except (httpx.InvalidURL, ValueError):
        return False
