"""The answer of ``/token`` to a client that acts for a person (RFC 6749, section 5.1; OpenID Connect Core)."""

from __future__ import annotations

import base64
import json
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.access_tokens import LIFETIME
from total_onboard.sandbox.sign_in.clients import Client, service_principal_of
from total_onboard.sandbox.sign_in.consent.consent_check import granted_scopes
from total_onboard.sandbox.sign_in.grants.pending_grants import RefreshToken, SignIn
from total_onboard.sandbox.sign_in.scopes import DEFAULT, Scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform

_ELSEWHERE: Final = str(uuid5(NAMESPACE_URL, "fabrikam.com"))
"""The tenant that every account from elsewhere belongs to."""


def issue_to_person(
    platform: Platform,
    client: Client,
    user: Body,
    scopes: Scopes,
    *,
    nonce: str | None = None,
    contexts: frozenset[str] = frozenset(),
    sign_in: SignIn,
    renewing: Scopes | None = None,
) -> Body:
    """Issue an access token for Graph; an id token with ``openid``, a refresh token with ``offline_access``.

    ``renewing`` are the scopes of the refresh token that is redeemed: the new one has them too (RFC 6749, section 6).
    """
    granted = _granted(platform, client, user, scopes)
    seconds = int(LIFETIME.total_seconds())
    answer: Body = {
        "token_type": "Bearer",
        "scope": " ".join([scopes.text, *_unrequested(platform, scopes)]),
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": platform.tokens.issue_delegated(user, granted or {"User.Read"}, client.app_id, contexts),
        "client_info": _client_info(platform, user),
    }
    if "openid" in scopes.openid:
        answer["id_token"] = platform.tokens.issue_id_token(user, client.app_id, scopes.openid, nonce)
    if "offline_access" in scopes.openid:
        answer["refresh_token"] = _refresh_token(platform, client, user, renewing or scopes, contexts, sign_in)
    return answer


def _unrequested(platform: Platform, scopes: Scopes) -> tuple[str, ...]:
    """Return what Microsoft adds to a token for Graph, because the tenant has consented to it."""
    return platform.store.persona.unrequested_scopes if scopes.permissions else ()


def _granted(platform: Platform, client: Client, user: Body, scopes: Scopes) -> frozenset[str]:
    """Return the permissions asked for; with ``.default`` all that were consented to."""
    named = (scopes.permissions - {DEFAULT}) | (scopes.openid - {"offline_access"})
    named |= frozenset(_unrequested(platform, scopes))
    if DEFAULT not in scopes.permissions:
        return named
    return named | granted_scopes(platform.store, service_principal_of(platform.store, client), user)


def _refresh_token(
    platform: Platform, client: Client, user: Body, scopes: Scopes, contexts: frozenset[str], sign_in: SignIn
) -> str:
    began = platform.store.clock.real()
    token = RefreshToken(
        client, scopes, user["id"], began=began, sign_in=sign_in, contexts=contexts, tenant_id=platform.store.tenant_id
    )
    platform.pending.refresh_tokens[token.text] = token
    return token.text


def _client_info(platform: Platform, user: Body) -> str:
    """Return who and where, for MSAL's cache of accounts; an account of another tenant is that of its home."""
    is_unknown = "#EXT#" in user["userPrincipalName"]
    home_tenant = platform.home_tenants.get(user["id"], platform.store.tenant_id)
    home = (str(uuid5(NAMESPACE_URL, f"home of {user['id']}")), _ELSEWHERE) if is_unknown else (user["id"], home_tenant)
    info = json.dumps({"uid": home[0], "utid": home[1]}).encode()
    return base64.urlsafe_b64encode(info).rstrip(b"=").decode()
