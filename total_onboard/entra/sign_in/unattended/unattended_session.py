"""Session without a person at the keyboard: of an application, or of the account that Azure CLI signed in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from total_onboard.core.errors import SignInFailed
from total_onboard.entra.object_ids import is_id
from total_onboard.entra.sign_in.errors import SignInUnavailable, sign_in_failed, untrusted_answer
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.session import GOOD_FOR_A_WHILE, PAUSES, Session
from total_onboard.entra.sign_in.token_claims import claims_of, is_of_application, texts_in

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken

Fetch = Callable[["str | None"], "AccessToken"]
"""Returns a new token, for a claims challenge if there is one; blocks."""


class UnattendedSession(Session):
    """A token that is kept in memory alone, and replaced shortly before it expires."""

    def __init__(self, request: SignInRequest, fetch: Fetch) -> None:
        self._request = request
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0
        self.renew()
        self._check_tenant()

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:
        """See :meth:`TokenSource.token`."""
        with self._lock:
            if claims or instead_of == self._token or self.cached_token() is None:
                self._replace(claims)
            return self._token

    def cached_token(self) -> str | None:
        """See :meth:`TokenSource.cached_token`."""
        return self._token if time.monotonic() < self._until else None

    def renew(self) -> None:
        """See :meth:`Session.renew`."""
        with self._lock:
            self._replace(None)

    def _replace(self, claims: str | None) -> None:
        token = self._fetched(claims)
        if not claims_of(token.token):
            raise untrusted_answer(self._request.cloud, ValueError("its token can't be read."))
        if self._token and _account_of(token.token) != _account_of(self._token):
            raise sign_in_failed({"error": "another_account"}, self._request)
        self._token = token.token
        self._until = time.monotonic() + token.expires_on - time.time() - GOOD_FOR_A_WHILE

    def _fetched(self, claims: str | None) -> AccessToken:
        for pause in PAUSES:
            try:
                return self._fetch(claims)
            except SignInUnavailable:
                time.sleep(pause)
        return self._fetch(claims)

    @property
    def is_application(self) -> bool:  # type: ignore[override]
        """Whether the token is an application's own."""
        return is_of_application(self._token)

    @property
    def username(self) -> str:
        """The user principal name, or the application's name."""
        return self._claim("upn", "unique_name", "app_displayname", "appid", "azp")

    @property
    def object_id(self) -> str:
        """See :attr:`Session.object_id`."""
        return self._claim("oid")

    @property
    def display_name(self) -> str:
        """See :attr:`Session.display_name`."""
        return self._claim("name", "app_displayname") or self.username

    @property
    def tenant_id(self) -> str:
        """See :attr:`Session.tenant_id`."""
        return self._claim("tid")

    @property
    def granted(self) -> frozenset[str]:
        """The application permissions, or a person's delegated ones."""
        return texts_in(self._token, "roles") if self.is_application else frozenset(self._claim("scp").split())

    def _claim(self, *names: str) -> str:
        claims = claims_of(self._token)
        return next((str(claims[name]) for name in names if isinstance(claims.get(name), str)), "")

    def _check_tenant(self) -> None:
        """Refuse a tenant other than the one that was asked for."""
        wanted = self._request.tenant
        if not is_id(wanted):
            wanted = self._looked_up(wanted)
        if self.tenant_id.lower() != wanted.lower():
            raise sign_in_failed({"error": "wrong_tenant"}, replace(self._request, client_id=self._claim("appid")))

    def _looked_up(self, domain: str) -> str:
        from total_onboard.entra.tenant_lookup import tenant_id_of

        found = tenant_id_of(self._request.cloud, domain, self._request.ca_bundle)
        if found is None:
            raise SignInFailed(f"There is no tenant {domain}.", remedy="Check --tenant.")
        return found


def _account_of(token: str) -> tuple[str, str]:
    """Return the tenant and the account of a token, which no renewal changes."""
    claims = claims_of(token)
    account = claims.get("oid") or claims.get("appid") or claims.get("azp")
    return str(claims.get("tid")).lower(), str(account).lower()
