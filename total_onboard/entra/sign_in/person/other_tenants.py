"""One sign-in for several tenants: an account of a partner, or a guest, gets a token for each without signing in again.

Source: https://learn.microsoft.com/entra/identity-platform/refresh-tokens ("Refresh tokens are bound to a combination
of user and client, but aren't tied to a resource or tenant")
"""

from __future__ import annotations

from functools import cached_property

import httpx
from msal import SerializableTokenCache

from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache
from total_onboard.entra.sign_in.person.person_session import PersonSession
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.sign_in_hosts import http_for_cloud


class HomeSignIn:
    """The sign-in of one account at home, and its sessions elsewhere; threads may use it concurrently.

    Tokens for other tenants are kept in memory alone, in a copy of the cache.
    """

    def __init__(self, session: PersonSession, request: SignInRequest) -> None:
        self.session = session
        self._request = request
        self._store = _InMemory(session.cache)

    def session_in(self, request: SignInRequest) -> PersonSession:
        """Return the account's session in another tenant. Raises SignInFailed if it has no access there."""
        return self.session.in_tenant_of(request, self._store, self._http)

    @cached_property
    def _http(self) -> httpx.Client:
        return http_for_cloud(self._request.cloud, self._request.ca_bundle)


class _InMemory(TokenCache):
    """Cache for the time of one run."""

    def __init__(self, cache: SerializableTokenCache) -> None:
        self._cache = SerializableTokenCache()
        self._cache.deserialize(cache.serialize())

    @property
    def problem(self) -> str:
        return ""

    def load(self) -> SerializableTokenCache:
        return self._cache

    def save(self, cache: SerializableTokenCache) -> None:
        """Keep nothing."""

    def where(self) -> str:
        return "in memory only, until the command exits"
