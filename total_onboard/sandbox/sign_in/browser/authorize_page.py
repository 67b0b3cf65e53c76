"""The page of the authorization code flow: an account is chosen, and the browser goes back to the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from total_onboard.sandbox.directory.conditional_access import SignInAttempt
from total_onboard.sandbox.sign_in.approval import check_conditional_access, let_in
from total_onboard.sandbox.sign_in.browser.authorize_request import (
    AuthorizeRequest,
    ReturnAddress,
    read_request,
    read_return_address,
)
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.pending_grants import AuthorizationCode
from total_onboard.sandbox.sign_in.pages import choosing, page, permissions_in, refusal_page
from total_onboard.sandbox.sign_in.sign_in_state import Platform

_Answer: TypeAlias = Callable[[Platform, ReturnAddress, AuthorizeRequest], Response]


async def show_authorize(request: Request) -> Response:
    """Ask which account, and for approval."""
    silent = request.query_params.get("prompt") == "none"
    return _answer(request, lambda platform, address, wanted: _ask(platform, address, wanted, silent=silent))


async def answer_authorize(request: Request) -> Response:
    """Handle the post of ``account`` and ``decision``: return to the client, or show why not."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return _answer(request, lambda platform, address, wanted: _decide(platform, address, wanted, form))


def _answer(request: Request, answer: _Answer) -> Response:
    """Answer a request whose parameters are right; otherwise tell the person or the client what is wrong."""
    platform: Platform = request.app.state.platform
    query = dict(request.query_params)
    try:
        address = read_return_address(platform, request.path_params["tenant"], query)
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    try:
        wanted = read_request(platform, address.client, query)
    except SignInRefused as refusal:
        return address.refuse(platform, refusal)
    return answer(platform, address, wanted)


def _ask(platform: Platform, address: ReturnAddress, wanted: AuthorizeRequest, *, silent: bool) -> Response:
    if silent:
        return address.refuse(platform, SignInRefused(50058))
    heading = f"Sign in to {address.client.name}"
    words = choosing(platform, heading, permissions_in(wanted.scopes), hint=wanted.hint)
    return page(platform, "choose_account.html", words)


def _decide(platform: Platform, address: ReturnAddress, wanted: AuthorizeRequest, form: dict[str, str]) -> Response:
    try:
        user = platform.person_named(form.get("account", ""))
        if form.get("decision") != "approve":
            return address.refuse(platform, SignInRefused(65004))
        attempt = SignInAttempt(user, address.client.app_id, by_code=False, device=platform.store.persona.device)
        check_conditional_access(platform, attempt)
        let_in(platform, address.client, user, wanted.scopes)
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    return address.back(platform, code=_code(platform, address, wanted, user["id"]))


def _code(platform: Platform, address: ReturnAddress, wanted: AuthorizeRequest, user_id: str) -> str:
    code = AuthorizationCode(
        address.client,
        wanted.scopes,
        user_id,
        address.redirect_uri,
        wanted.nonce,
        wanted.challenge,
        began=platform.store.clock.real(),
        challenge_method=wanted.challenge_method,
        contexts=wanted.contexts,
    )
    platform.pending.authorization_codes[code.text] = code
    return code.text
