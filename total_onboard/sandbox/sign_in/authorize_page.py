"""The page of the authorization code flow: an account is chosen, and the browser goes back to the client."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from total_onboard.sandbox.sign_in.approval import let_in
from total_onboard.sandbox.sign_in.clients import Client, find_client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.pending_grants import AuthorizationCode
from total_onboard.sandbox.sign_in.pages import choosing, page, permissions_in, refusal_page
from total_onboard.sandbox.sign_in.scopes import Scopes, read_scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform
from total_onboard.sandbox.sign_in.step_up import contexts_in


@dataclass(frozen=True)
class AuthorizeRequest:
    """The parameters of ``/authorize`` after checking; what was wrong with them cannot go back to the client."""

    client: Client
    scopes: Scopes
    redirect_uri: str
    state: str | None
    nonce: str | None
    challenge: str | None
    form_post: bool
    hint: str | None
    contexts: frozenset[str] = frozenset()

    def back(self, platform: Platform, **words: str) -> Response:
        """Send the browser back to the client, with ``state``."""
        fields = words | ({"state": self.state} if self.state is not None else {})
        if self.form_post:
            return page(platform, "form_post.html", {"action": self.redirect_uri, "fields": fields})
        joint = "&" if "?" in self.redirect_uri else "?"
        return RedirectResponse(f"{self.redirect_uri}{joint}{urlencode(fields)}", 302)


def read_request(platform: Platform, tenant: str, query: dict[str, str]) -> AuthorizeRequest:
    """Check the parameters. Raises SignInRefused."""
    platform.check_tenant(tenant)
    client = find_client(platform.store, query.get("client_id"))
    uri = query.get("redirect_uri", "")
    if not client.accepts_redirect(uri):
        raise SignInRefused(50011, redirect_uri=uri, client_id=client.app_id)
    if query.get("response_type") != "code":
        raise SignInRefused(700054, response_type=query.get("response_type", ""))
    if query.get("code_challenge") and query.get("code_challenge_method", "plain") != "S256":
        raise SignInRefused(70000, parameter="code_challenge_method")
    organization = platform.store.organization["displayName"]
    return AuthorizeRequest(
        client=client,
        scopes=read_scopes(query.get("scope"), platform.addresses.graph, client, organization),
        redirect_uri=uri,
        state=query.get("state"),
        nonce=query.get("nonce"),
        challenge=query.get("code_challenge"),
        form_post=query.get("response_mode") == "form_post",
        hint=query.get("login_hint"),
        contexts=contexts_in(query.get("claims")),
    )


async def show_authorize(request: Request) -> Response:
    """Ask which account, and for approval."""
    platform: Platform = request.app.state.platform
    try:
        wanted = read_request(platform, request.path_params["tenant"], dict(request.query_params))
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    if request.query_params.get("prompt") == "none":
        silent = SignInRefused(50058)
        return wanted.back(platform, error=silent.error, error_description=str(silent))
    heading = f"Sign in to {wanted.client.name}"
    words = choosing(platform, heading, permissions_in(wanted.scopes), hint=wanted.hint)
    return page(platform, "choose_account.html", words)


async def answer_authorize(request: Request) -> Response:
    """Handle the post of ``account`` and ``decision``: return to the client, or show why not."""
    platform: Platform = request.app.state.platform
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        wanted = read_request(platform, request.path_params["tenant"], dict(request.query_params))
        user = platform.person_named(form.get("account", ""))
        if form.get("decision") != "approve":
            declined = SignInRefused(65004)
            return wanted.back(platform, error=declined.error, error_description=str(declined))
        let_in(platform, wanted.client, user, wanted.scopes)
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    return wanted.back(platform, code=_code(platform, wanted, user["id"]))


def _code(platform: Platform, wanted: AuthorizeRequest, user_id: str) -> str:
    code = AuthorizationCode(
        wanted.client,
        wanted.scopes,
        user_id,
        wanted.redirect_uri,
        wanted.nonce,
        wanted.challenge,
        began=platform.store.clock.real(),
        contexts=wanted.contexts,
    )
    platform.pending.authorization_codes[code.text] = code
    return code.text
