"""What a sign-in leaves behind: tokens for Microsoft Graph, and who they are for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from total_onboard.entra.sign_in.sign_in_errors import sign_in_failed
from total_onboard.entra.sign_in.token_claims import claims_of
from total_onboard.errors import SignInFailed

if TYPE_CHECKING:
    import msal

    from total_onboard.entra.sign_in.request import SignInRequest
    from total_onboard.entra.sign_in.token_store import TokenStore

# The tenant of everybody who has an account with Microsoft but no company.
_PERSONAL_ACCOUNTS: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"


class TokenSource(Protocol):
    """Whoever can give a token for Microsoft Graph."""

    def token(self, claims: str | None = None) -> str:
        """A token that is good now; ``claims`` is the challenge with which Graph refused the one before.

        May block while it is refreshed. Raises SignInFailed.
        """


class Session:
    """A TokenSource: the admin's own sign-in, refreshed as long as Microsoft allows."""

    def __init__(
        self, app: msal.PublicClientApplication, request: SignInRequest, store: TokenStore, account: dict[str, Any]
    ) -> None:
        self._app = app
        self._request = request
        self._store = store
        self._account = account
        self._lock = threading.Lock()
        self._check_tenant()

    @classmethod
    def begun(
        cls,
        app: msal.PublicClientApplication,
        request: SignInRequest,
        store: TokenStore,
        answer: dict[str, Any],
    ) -> Session:
        """The session that an interactive sign-in was answered with. Raises SignInFailed."""
        if "access_token" not in answer:
            raise sign_in_failed(answer, request)
        name = str((answer.get("id_token_claims") or {}).get("preferred_username") or "")
        accounts = app.get_accounts(name or None) or app.get_accounts()
        session = cls(app, request, store, accounts[-1])
        store.save(app.token_cache)
        return session

    @classmethod
    def cached(cls, app: msal.PublicClientApplication, request: SignInRequest, store: TokenStore) -> Session | None:
        """The session of an earlier run, or None where Microsoft wants to see the admin again."""
        for account in reversed(app.get_accounts()):
            try:
                session = cls(app, request, store, account)
                session.token()
            except SignInFailed:
                continue
            return session
        return None

    def token(self, claims: str | None = None) -> str:
        """See :meth:`TokenSource.token`."""
        from total_onboard.entra.sign_in.client import msal_failures

        with self._lock, msal_failures(self._request.cloud):
            answer = self._app.acquire_token_silent_with_error(
                self._request.full_scopes, self._account, claims_challenge=claims
            )
            self._store.save(self._app.token_cache)
        if not answer or "access_token" not in answer:
            raise sign_in_failed(answer or {"error": "interaction_required"}, self._request)
        return str(answer["access_token"])

    @property
    def username(self) -> str:
        """The user principal name that was signed in with."""
        return str(self._account.get("username") or "")

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
        actual, wanted = self.tenant_id, self._app.authority.tenant
        if actual == _PERSONAL_ACCOUNTS:
            raise sign_in_failed({"error": "personal_account"}, self._request)
        if actual and _is_id(wanted) and actual.lower() != wanted.lower():
            raise sign_in_failed({"error": "wrong_tenant"}, self._request)


def _is_id(tenant: str) -> bool:
    try:
        UUID(tenant)
    except ValueError:
        return False
    return True
