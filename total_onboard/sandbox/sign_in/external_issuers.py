"""Other issuers whose tokens applications trust: their keys, as OpenID Connect Discovery 1.0 publishes them."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from total_onboard.sandbox.directory.store import Body

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS: Final = 5.0


def unverified_claims(assertion: str) -> dict[str, Any]:
    """Return what a token says of itself; nothing if it is none."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


@dataclass
class ExternalIssuers:
    """Reads the keys of issuers on loopback, because the sandbox reaches no other host.

    ``trusted`` is a PEM file of the authorities that issuers' TLS certificates may be of.
    """

    trusted: Path | None = None
    _keys: dict[str, KeySet] = field(default_factory=dict)

    def keys_of(self, issuer: str) -> KeySet | None:
        """Return the keys that were read last; None if they could not be read."""
        return self._keys.get(issuer)

    async def read_keys(self, assertion: str, applications: Iterable[Body]) -> None:
        """Read the keys of a token's issuer, if an application trusts it."""
        issuer = unverified_claims(assertion).get("iss")
        trusts = (one for app in applications for one in app.get("federatedIdentityCredentials", []))
        if not isinstance(issuer, str) or all(one["issuer"] != issuer for one in trusts):
            return
        self._keys.pop(issuer, None)
        if found := await self._published(issuer):
            self._keys[issuer] = found

    async def _published(self, issuer: str) -> KeySet | None:
        context = ssl.create_default_context(cafile=self.trusted)
        try:
            async with httpx.AsyncClient(verify=context, timeout=_SECONDS, trust_env=False) as client:
                document = await _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if document.get("issuer") != issuer:
                    return None
                return KeySet.import_key_set(await _json(client, str(document["jwks_uri"])))  # type: ignore[arg-type]
        except (httpx.HTTPError, JoseError, ValueError, KeyError):
            return None


async def _json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    if urlsplit(url).scheme != "https" or urlsplit(url).hostname not in _LOOPBACK:
        raise ValueError("The sandbox reaches only loopback.")
    return dict((await client.get(url)).raise_for_status().json())
