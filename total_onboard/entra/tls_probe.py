"""Probe of a host: whether it answers over TLS from here, and who issued its certificate.

Through the environment's proxies, like every other request of this tool.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from total_onboard.entra.http.connection_problems import causes, certificate_problem, reason_of
from total_onboard.entra.http.proxy import proxy_for
from total_onboard.entra.http.proxy_transport import AsyncRoutedTransport
from total_onboard.entra.http.response_limits import REACH_SECONDS

_TIMEOUT: Final = httpx.Timeout(5)


class TlsProblem(Enum):
    """Reason why a host was not reached."""

    NO_ADDRESS = auto()
    BAD_CERTIFICATE = auto()
    NO_ANSWER = auto()


class NotReached(Exception):
    """A host was not reached; the text says why in the words of the network.

    ``remedy`` is the next thing to do about a certificate, else empty.
    """

    def __init__(self, trouble: TlsProblem, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.trouble = trouble
        self.remedy = remedy


@dataclass(frozen=True)
class Reached:
    """Answer of a host; ``issuer`` is the name of its certificate's issuer, ``key_pin`` the Base64 of its public
    key's SHA-256 digest (RFC 7469, section 2.4).
    """

    issuer: str
    key_pin: str


async def probe_tls(origin: str, trust: ssl.SSLContext) -> Reached:
    """Open a TLS connection to ``https://host[:port]``, and close it without asking anything. Raises NotReached."""
    handshake = _Handshake()
    try:
        async with asyncio.timeout(REACH_SECONDS), _client(trust) as client:
            await client.get(origin, extensions={"trace": handshake.heard})
    except _EnoughSeen:
        return Reached(handshake.issuer(), handshake.key_pin())
    except TimeoutError as error:
        raise NotReached(TlsProblem.NO_ANSWER, f"no answer came within {REACH_SECONDS:g} seconds") from error
    except httpx.HTTPError as error:
        raise not_reached(error) from error
    raise AssertionError("httpx reports before it sends")


def _client(trust: ssl.SSLContext) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=AsyncRoutedTransport(trust), timeout=_TIMEOUT, trust_env=False)


class _EnoughSeen(Exception):
    """Ends a request before it is sent."""


class _Handshake:
    """Listens to httpx (its extension “trace”) until the connection stands, through a proxy or without one."""

    def __init__(self) -> None:
        self._certificate = b""

    async def heard(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith("start_tls.complete"):
            tls = info["return_value"].get_extra_info("ssl_object")
            self._certificate = tls.getpeercert(binary_form=True)
        if event == "http11.send_request_headers.started" and info["request"].method != b"CONNECT":
            raise _EnoughSeen

    def key_pin(self) -> str:
        """Return the pin that identifies the certificate's key."""
        key = x509.load_der_x509_certificate(self._certificate).public_key()
        encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(sha256(encoded).digest()).decode()

    def issuer(self) -> str:
        """Return the names of who signed the certificate."""
        name = x509.load_der_x509_certificate(self._certificate).issuer
        kinds = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        parts = [str(part.value) for kind in kinds for part in name.get_attributes_for_oid(kind)]
        return ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()


def public_authorities() -> ssl.SSLContext:
    """Trust the public certificate authorities alone (Mozilla's list), nothing that was added on this machine."""
    return httpx.create_ssl_context(trust_env=False)


def proxy_of(host: str) -> str:
    """Return the proxy that leads to ``host[:port]``, without its password; empty if there is none."""
    name = urlsplit(f"//{host}")
    proxy = proxy_for(name.hostname or "", name.port or 443)
    return proxy.name if proxy else ""


def not_reached(error: httpx.HTTPError) -> NotReached:
    """Return why, without the words of the libraries between."""
    if problem := certificate_problem(error):
        return NotReached(TlsProblem.BAD_CERTIFICATE, problem.reason, problem.remedy)
    unknown = any(isinstance(cause, socket.gaierror) for cause in causes(error))
    return NotReached(TlsProblem.NO_ADDRESS if unknown else TlsProblem.NO_ANSWER, reason_of(error))
