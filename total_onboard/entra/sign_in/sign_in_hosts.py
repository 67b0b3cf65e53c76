"""Which hosts get what a sign-in holds: device codes, refresh tokens and client secrets.

A tenant's OpenID configuration names the addresses that they are sent to. It is a server's answer, so each address is
compared with the hosts of the chosen cloud, and so is every request.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from total_onboard.core.errors import SignInFailed
from total_onboard.core.known_secrets import abridged
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName
from total_onboard.entra.sign_in.msal_http import http_for_msal

OPENID_CONFIGURATION: Final = "/.well-known/openid-configuration"
_USED: Final = ("authorization_endpoint", "token_endpoint", "device_authorization_endpoint")
_LONGEST_ADDRESS: Final = 200
# Without a backslash, at which some programs end the host.
_PLAIN: Final = re.compile(r"https://[!-\[\]-~]+", re.IGNORECASE)


class ForeignEndpoint(SignInFailed):
    """The sign-in names an address on a host that is not one of the cloud's."""

    code = "foreign-sign-in-endpoint"


# Assumption government-sign-in-host.
def is_sign_in_endpoint(address: object, cloud: Cloud) -> bool:
    """Return whether credentials may be sent there: https, on the cloud's sign-in host, or an alias of it."""
    if not isinstance(address, str) or not _PLAIN.fullmatch(address):
        return False
    return _origin(address) in {_origin(cloud.authority_url), *cloud.other_sign_in_hosts}


def http_for_cloud(cloud: Cloud, ca_bundle: Path | None) -> httpx.Client:
    """Return a client that sends requests to the sign-in hosts of one cloud only.

    It raises ForeignEndpoint for all others, and for an OpenID configuration that names others.
    """

    def before(request: httpx.Request) -> None:
        _check("address", str(request.url), cloud)

    def after(response: httpx.Response) -> None:
        if response.is_success and response.request.url.path.endswith(OPENID_CONFIGURATION):
            response.read()
            for name, address in _endpoints(response.content):
                _check(name, address, cloud)

    client = http_for_msal(ca_bundle)
    hooks = client.event_hooks
    client.event_hooks = {"request": [*hooks["request"], before], "response": [*hooks["response"], after]}
    return client


def _endpoints(body: bytes) -> list[tuple[str, Any]]:
    try:
        document = json.loads(body)
    except ValueError:
        return []
    return [(name, document[name]) for name in _USED if name in document] if isinstance(document, dict) else []


def _check(what: str, address: object, cloud: Cloud) -> None:
    if is_sign_in_endpoint(address, cloud):
        return
    shown = abridged(str(address), _LONGEST_ADDRESS)
    raise ForeignEndpoint(
        f"The {what} of Microsoft's sign-in at {cloud.authority_url} is on another host: {shown}. The sign-in was "
        "stopped, and nothing was sent to that host.",
        remedy=_remedy(address, cloud),
    )


def _remedy(address: object, cloud: Cloud) -> str:
    if cloud.name is CloudName.CUSTOM:
        return "Check TOTAL_ONBOARD_AUTHORITY_URL: all addresses of the sign-in must be on its host and port."
    if others := [other.name for other in CLOUDS.values() if is_sign_in_endpoint(address, other)]:
        return f"If the tenant is in another Microsoft cloud, name that cloud with --cloud {' or '.join(others)}."
    return (
        "Check HTTPS_PROXY and TOTAL_ONBOARD_CA_BUNDLE: something between this machine and Microsoft changed the "
        "answer. Then run the same command again."
    )


def _origin(address: str) -> str:
    return urlsplit(address).netloc.lower().removesuffix(":443")
