"""The parameters of ``/authorize``, and the ways back to the client.

What is wrong with the client or its address is shown to the person; everything else goes back to the client.
Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from total_onboard.sandbox.sign_in.clients import Client, find_client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.pages import page
from total_onboard.sandbox.sign_in.scopes import Scopes, read_scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform
from total_onboard.sandbox.sign_in.step_up import contexts_in

_MODES: Final = frozenset({"query", "fragment", "form_post"})
_METHODS: Final = frozenset({"plain", "S256"})
_IMPLICIT: Final = frozenset({"id_token", "token"})
_CHALLENGE_LENGTHS: Final = range(43, 129)
"""RFC 7636, section 4.2."""


@dataclass(frozen=True)
class ReturnAddress:
    """The client, and where and how the browser goes back to it."""

    client: Client
    redirect_uri: str
    mode: str
    state: str | None

    def back(self, platform: Platform, **words: str) -> Response:
        """Send the browser back to the client, with ``state``."""
        fields = words | ({"state": self.state} if self.state is not None else {})
        if self.mode == "form_post":
            return page(platform, "form_post.html", {"action": self.redirect_uri, "fields": fields})
        joint = "#" if self.mode == "fragment" else "&" if "?" in self.redirect_uri else "?"
        return RedirectResponse(f"{self.redirect_uri}{joint}{urlencode(fields)}", 302)

    def refuse(self, platform: Platform, refusal: SignInRefused) -> Response:
        """Send the browser back with a refusal."""
        body = refusal.body(platform.store.clock.now(), platform.addresses.sign_in, None)
        return self.back(platform, **{name: body[name] for name in ("error", "error_description", "error_uri")})


@dataclass(frozen=True)
class AuthorizeRequest:
    """What the client asks for."""

    scopes: Scopes
    nonce: str | None
    challenge: str | None
    challenge_method: str
    hint: str | None
    contexts: frozenset[str]


def read_return_address(platform: Platform, tenant: str, query: dict[str, str]) -> ReturnAddress:
    """Check who asks, and where the answer goes. Raises SignInRefused."""
    platform.check_tenant(tenant)
    client = find_client(platform.store, query.get("client_id"))
    uri = query.get("redirect_uri", "")
    if not client.accepts_redirect(uri):
        raise SignInRefused(50011, redirect_uri=uri, client_id=client.app_id)
    implicit = bool(_IMPLICIT & set(query.get("response_type", "").split()))
    mode = query.get("response_mode") or ("fragment" if implicit else "query")
    if mode not in _MODES or (implicit and mode == "query"):
        raise SignInRefused(70007, response_mode=mode)
    return ReturnAddress(client, uri, mode, query.get("state"))


def read_request(platform: Platform, client: Client, query: dict[str, str]) -> AuthorizeRequest:
    """Check what is asked for. Raises SignInRefused."""
    _check_response_type(query.get("response_type"))
    challenge, method = query.get("code_challenge"), query.get("code_challenge_method") or "plain"
    _check_challenge(challenge, method)
    organization = platform.store.organization["displayName"]
    return AuthorizeRequest(
        scopes=read_scopes(query.get("scope"), platform.addresses.graph, client, organization),
        nonce=query.get("nonce"),
        challenge=challenge,
        challenge_method=method,
        hint=query.get("login_hint"),
        contexts=contexts_in(query.get("claims")),
    )


def _check_response_type(wanted: str | None) -> None:
    """Accept ``code`` alone: implicit and hybrid flows are off until an application enables them."""
    if not wanted:
        raise SignInRefused(900144, parameter="response_type")
    if wanted != "code":
        raise SignInRefused(700054 if "id_token" in wanted.split() else 70005, response_type=wanted)


def _check_challenge(challenge: str | None, method: str) -> None:
    if method not in _METHODS:
        raise SignInRefused(70000, error="invalid_request", parameter="code_challenge_method")
    if challenge and len(challenge) not in _CHALLENGE_LENGTHS:
        raise SignInRefused(501491)
