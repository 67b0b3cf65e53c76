"""Session of a person: their own sign-in, refreshed as long as Microsoft allows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from total_onboard.core.errors import SignInFailed
from total_onboard.core.known_secrets import remember_all
from total_onboard.entra.object_ids import is_id
from total_onboard.entra.sign_in.errors import (
    BUSY,
    SignInUnavailable,
    no_admin_to_ask,
    requires_browser,
    sign_in_failed,
)
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.session import GOOD_FOR_A_WHILE, PAUSES, Session, seconds_of
from total_onboard.entra.sign_in.token_claims import claims_of

if TYPE_CHECKING:
    import httpx
    import msal

    from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache

# The tenant of everybody who has an account with Microsoft but no company.
_PERSONAL_ACCOUNTS: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"


# What only the admin can repair; everything else is the service's problem, transient or not, without a new sign-in.
_ADMIN_IS_NEEDED: Final = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})

Ask = Callable[[str | None], dict[str, Any]]
"""Lets the admin sign in, with the claims challenge if there is one, and returns MSAL's answer; blocks."""


class PersonSession(Session):
    """The admin's own sign-in, refreshed as long as Microsoft allows.

    ``ask`` is how the admin signs in once more when Microsoft does not allow it any longer; None if nobody can.
    """

    ask: Ask | None = None

    def __init__(
        self, app: msal.PublicClientApplication, request: SignInRequest, store: TokenCache, account: dict[str, Any]
    ) -> None:
        self._app = app
        self._request = request
        self._store = store
        self._account = account
        self._lock = threading.Lock()
        self._refused: SignInFailed | None = None
        self._last = ("", 0.0)
        self._check_tenant()

    @classmethod
    def begun(
        cls,
        app: msal.PublicClientApplication,
        request: SignInRequest,
        store: TokenCache,
        answer: dict[str, Any],
    ) -> PersonSession:
        """Return the session that an interactive sign-in was answered with. Raises SignInFailed."""
        if "access_token" not in answer:
            raise sign_in_failed(answer, request)
        session = cls(app, request, store, _account_of(answer, app, request))
        session._kept(answer)
        store.save(app.token_cache)
        return session

    @classmethod
    def cached(
        cls, app: msal.PublicClientApplication, request: SignInRequest, store: TokenCache
    ) -> PersonSession | None:
        """Return the session of an earlier run, or None if Microsoft wants to see the admin again."""
        for account in reversed(app.get_accounts()):
            try:
                session = cls(app, request, store, account)
                session.renew()
            except SignInFailed:
                continue
            return session
        return None

    def in_tenant_of(self, request: SignInRequest, store: TokenCache, http: httpx.Client) -> PersonSession:
        """Return a session of the same account in the request's tenant, with a token. Raises SignInFailed."""
        from total_onboard.entra.sign_in.msal_client import public_client

        session = PersonSession(public_client(request, store.load(), http), request, store, self._account)
        session._kept(session._renewed(None))
        session._check_tenant()
        return session

    @property
    def cache(self) -> msal.SerializableTokenCache:
        """The tokens of this account."""
        return self._app.token_cache

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:
        """See :meth:`TokenSource.token`. Of many threads that ask at the same time one renews, for all."""
        with self._lock:
            if self._refused:
                raise self._refused
            answer = self._renewed(claims)
            if instead_of and answer.get("access_token") == instead_of:
                answer = self._renewed(claims, force_refresh=True)
            if answer.get("error") in _ADMIN_IS_NEEDED:
                answer = self._asked(answer, claims)
        return self._kept(answer)

    def cached_token(self) -> str | None:
        """See :meth:`TokenSource.cached_token`."""
        token, until = self._last
        return token if time.monotonic() < until else None

    def _kept(self, answer: dict[str, Any]) -> str:
        remember_all(answer)
        if "access_token" not in answer:
            raise sign_in_failed(answer, self._request)
        until = time.monotonic() + seconds_of(answer.get("expires_in")) - GOOD_FOR_A_WHILE
        self._last = (str(answer["access_token"]), until)
        return self._last[0]

    def renew(self) -> None:
        """Get a new token although the old one is good: a token knows the directory roles of when it was made.

        A role that was activated since (Privileged Identity Management) counts only then. Raises SignInFailed.
        """
        with self._lock:
            answer = self._renewed(None, force_refresh=True)
        self._kept(answer)

    def _renewed(self, claims: str | None, *, force_refresh: bool = False) -> dict[str, Any]:
        """Return MSAL's answer without the admin, the first that doesn't say that the service is busy."""
        for pause in PAUSES:
            with suppress(SignInUnavailable):
                answer = self._renewed_once(claims, force_refresh=force_refresh)
                if answer.get("error") not in BUSY:
                    return answer
            time.sleep(pause)
        return self._renewed_once(claims, force_refresh=force_refresh)

    def _renewed_once(self, claims: str | None, *, force_refresh: bool) -> dict[str, Any]:
        """Return MSAL's answer; it keeps tokens, and knows when they expire."""
        from total_onboard.entra.sign_in.msal_client import msal_failures

        with msal_failures(self._request.cloud):
            answer: dict[str, Any] | None = self._app.acquire_token_silent_with_error(
                self._request.full_scopes, self._account, force_refresh=force_refresh, claims_challenge=claims
            )
            self._store.save(self._app.token_cache)
        return answer or {"error": "interaction_required"}

    def _asked(self, refused: dict[str, Any], claims: str | None) -> dict[str, Any]:
        """Return the admin's answer; one who refuses is not asked again for every request that is still to come."""
        if self.ask is None:
            raise no_admin_to_ask(refused, self._request)
        try:
            if requires_browser(refused, self._request):
                raise sign_in_failed(refused, self._request)
            answer = self.ask(claims)
            if "access_token" not in answer:
                raise sign_in_failed(answer, self._request)
            if _username(answer).lower() != self.username.lower():
                raise sign_in_failed({"error": "another_account"}, self._request)
        except SignInFailed as error:
            self._refused = error
            raise
        self._store.save(self._app.token_cache)
        return answer

    @property
    def keyring_problem(self) -> str:
        """Why the next run can't use this sign-in, although the machine has a keyring; empty if it can."""
        return self._store.problem

    @property
    def where_kept(self) -> str:
        """The place where this sign-in is kept, for people."""
        return self._store.where()

    @property
    def username(self) -> str:
        """The user principal name that was signed in with."""
        return str(self._account.get("username") or "")

    @property
    def object_id(self) -> str:
        """The signed-in account's id in the tenant; empty if the ID token does not tell."""
        return str(self._id_claims().get("oid") or "")

    @property
    def display_name(self) -> str:
        """What the signed-in person is called."""
        return str(self._id_claims().get("name") or "")

    @property
    def tenant_id(self) -> str:
        """The tenant that the tokens are for, which may be another than the account's own."""
        return str(self._id_claims().get("tid") or "")

    @property
    def granted(self) -> frozenset[str]:
        """The scopes that Microsoft granted, by name; more than were asked for, if more was consented to before."""
        entries = self._app.token_cache.search("AccessToken", query=self._mine())
        full = {scope for entry in entries for scope in str(entry.get("target") or "").split()}
        return frozenset(scope.rsplit("/", 1)[-1] for scope in full)

    def _id_claims(self) -> dict[str, Any]:
        entries = self._app.token_cache.search("IdToken", query=self._mine())
        return next((claims_of(entry["secret"]) for entry in entries), {})

    def _mine(self) -> dict[str, str]:
        return {
            "home_account_id": self._account["home_account_id"],
            "client_id": self._app.client_id,
            "realm": self._app.authority.tenant,
        }

    def _check_tenant(self) -> None:
        """Refuse a personal account, and a tenant other than the one that was asked for."""
        actual, requested_tenant = self.tenant_id, self._app.authority.tenant
        if actual == _PERSONAL_ACCOUNTS:
            raise sign_in_failed({"error": "personal_account"}, self._request)
        if actual and is_id(requested_tenant) and actual.lower() != requested_tenant.lower():
            raise sign_in_failed({"error": "wrong_tenant"}, self._request)


def _account_of(answer: dict[str, Any], app: msal.PublicClientApplication, request: SignInRequest) -> dict[str, Any]:
    from total_onboard.entra.sign_in.msal_client import msal_failures

    with msal_failures(request.cloud):
        accounts: list[dict[str, Any]] = app.get_accounts(_username(answer) or None) or app.get_accounts()
        return accounts[-1]


def _username(answer: dict[str, Any]) -> str:
    return str((answer.get("id_token_claims") or {}).get("preferred_username") or "")
