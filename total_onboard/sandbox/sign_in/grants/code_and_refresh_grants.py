"""Redeeming what the browser brought (RFC 6749, section 4.1.3, with PKCE, RFC 7636), and renewing (section 6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from total_onboard.sandbox.directory.conditional_access import SignInAttempt, sign_in_is_too_old
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.approval import check_conditional_access
from total_onboard.sandbox.sign_in.clients import Client, find_client, service_principal_of
from total_onboard.sandbox.sign_in.consent.consent_check import not_consented_to
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.client_authentication import authenticate
from total_onboard.sandbox.sign_in.grants.pending_grants import (
    AUTHORIZATION_CODE_LIFE,
    REFRESH_TOKEN_LIFE,
    AuthorizationCode,
    RefreshToken,
    SignIn,
)
from total_onboard.sandbox.sign_in.grants.token_response import issue_to_person
from total_onboard.sandbox.sign_in.scopes import read_scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform
from total_onboard.sandbox.sign_in.step_up import contexts_in


def redeem_authorization_code(platform: Platform, form: Mapping[str, str]) -> Body:
    """Answer ``grant_type=authorization_code``. Raises SignInRefused. A code is good once and for ten minutes."""
    client = find_client(platform.store, form.get("client_id"))
    code = platform.pending.authorization_codes.get(form.get("code") or "")
    if code is None or code.client.app_id != client.app_id:
        raise SignInRefused(70000, parameter="code")
    authenticate(platform, client, form)
    _check(platform, code, form)
    code.redeemed = True
    user = platform.person(code.user_id)
    sign_in = SignIn(code.began, device=platform.store.persona.device)
    return issue_to_person(
        platform, client, user, code.scopes, nonce=code.nonce, contexts=code.contexts, sign_in=sign_in
    )


def _check(platform: Platform, code: AuthorizationCode, form: Mapping[str, str]) -> None:
    if code.redeemed:
        raise SignInRefused(54005)
    if platform.store.clock.real() >= code.began + AUTHORIZATION_CODE_LIFE:
        raise SignInRefused(70008)
    if form.get("redirect_uri") != code.redirect_uri:
        raise SignInRefused(500112, redirect_uri=form.get("redirect_uri", ""))
    if code.challenge and not hmac.compare_digest(code.challenge, _challenge(code, form.get("code_verifier", ""))):
        raise SignInRefused(501481)


def _challenge(code: AuthorizationCode, verifier: str) -> str:
    """Return the challenge that belongs to a verifier, by the method of the request (RFC 7636, section 4.2)."""
    return s256(verifier) if code.challenge_method == "S256" else verifier


def s256(verifier: str) -> str:
    """Return the challenge of the method S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redeem_refresh_token(platform: Platform, form: Mapping[str, str]) -> Body:
    """Answer ``grant_type=refresh_token``; roles are those of now.

    A refresh token belongs to a person and a client, not to the scopes or the tenant with which it was issued.
    Raises SignInRefused: 50020 for an account that this tenant doesn't know, 65001 for what was not consented to, 50076
    for an authentication context that the sign-in itself didn't meet, 53000 to 53003 for a policy that isn't met any
    longer, and 70043 if it wants to see the person again.

    Source: https://learn.microsoft.com/entra/identity-platform/refresh-tokens
    """
    client = find_client(platform.store, form.get("client_id"))
    token = platform.pending.refresh_tokens.get(form.get("refresh_token") or "")
    if token is None or token.client.app_id != client.app_id:
        raise SignInRefused(70000, parameter="refresh_token")
    authenticate(platform, client, form)
    if platform.store.clock.real() >= token.began + REFRESH_TOKEN_LIFE:
        raise SignInRefused(700082)
    if token.text in platform.pending.revoked:
        raise SignInRefused(50173)
    scopes = token.scopes
    if form.get("scope"):
        tenant = platform.store.organization["displayName"]
        scopes = read_scopes(form["scope"], platform.addresses.graph, client, tenant)
    if contexts_in(form.get("claims")) - token.contexts:
        raise SignInRefused(50076)
    user = _redeemer(platform, token)
    consented = token.scopes.permissions if token.tenant_id == platform.store.tenant_id else frozenset()
    _check_consent(platform, client, user, scopes.permissions - consented)
    _check_policies(platform, token, user)
    return issue_to_person(
        platform, client, user, scopes, contexts=token.contexts, sign_in=token.sign_in, renewing=token.scopes
    )


def _redeemer(platform: Platform, token: RefreshToken) -> Body:
    store = platform.store
    if token.tenant_id != store.tenant_id and store.users.truth(token.user_id) is None:
        raise SignInRefused(50020, upn=token.user_id, tenant=store.organization["displayName"])
    return platform.person(token.user_id)


def _check_policies(platform: Platform, token: RefreshToken, user: Body) -> None:
    """Raise SignInRefused if a policy does not allow renewing any longer; only a person at the page can change that."""
    sign_in, store = token.sign_in, platform.store
    age = store.clock.real() - sign_in.at
    attempt = SignInAttempt(user, token.client.app_id, sign_in.by_code, sign_in.device, age)
    check_conditional_access(platform, attempt, error="interaction_required", suberror="message_only")
    if sign_in_is_too_old(store, attempt):
        raise SignInRefused(70043)


def _check_consent(platform: Platform, client: Client, user: Body, wanted: frozenset[str]) -> None:
    principal = service_principal_of(platform.store, client)
    if not_consented_to(platform.store, principal, user, wanted):
        raise SignInRefused(65001, client_id=client.app_id, name=client.name)
