"""The admin consent page (Microsoft identity platform, admin consent endpoint)."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from total_onboard.sandbox.sign_in.clients import Client, find_client
from total_onboard.sandbox.sign_in.consent.tenant_wide_consent import (
    Asked,
    consent_for_everybody,
    registered_permissions,
)
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.pages import choosing, page, refusal_page
from total_onboard.sandbox.sign_in.scopes import DEFAULT, read_scopes
from total_onboard.sandbox.sign_in.sign_in_state import Platform


def read_consent(platform: Platform, tenant: str, query: dict[str, str]) -> tuple[Client, Asked]:
    """Return who asks, and for what: its scopes, or with none or ``.default`` all that is registered.

    Raises SignInRefused.
    """
    platform.check_tenant(tenant)
    client = find_client(platform.store, query.get("client_id"))
    uri = query.get("redirect_uri")
    if uri is not None and not client.accepts_redirect(uri):
        raise SignInRefused(50011, redirect_uri=uri, client_id=client.app_id)
    registered = registered_permissions(platform.store, client)
    if not query.get("scope"):
        return client, registered
    organization = platform.store.organization["displayName"]
    scopes = read_scopes(query["scope"], platform.addresses.graph, client, organization)
    if DEFAULT in scopes.permissions:
        return client, registered
    return client, Asked(scopes.permissions | scopes.openid, frozenset())


async def show_admin_consent(request: Request) -> Response:
    """Ask which account, and for approval."""
    platform: Platform = request.app.state.platform
    try:
        client, asked = read_consent(platform, request.path_params["tenant"], dict(request.query_params))
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    permissions = [
        *sorted(asked.delegated),
        *(f"{name} (application permission)" for name in sorted(asked.application)),
    ]
    heading = f"Grant {client.name} permissions for your organization"
    return page(platform, "choose_account.html", choosing(platform, heading, permissions))


async def answer_admin_consent(request: Request) -> Response:
    """Handle the post of ``account`` and ``decision``: grant, then return to the client, or show that it is done."""
    platform: Platform = request.app.state.platform
    form = {name: str(value) for name, value in (await request.form()).items()}
    answer = {"admin_consent": "True", "tenant": platform.store.tenant_id}
    try:
        client, asked = read_consent(platform, request.path_params["tenant"], dict(request.query_params))
        user = platform.person_named(form.get("account", ""))
        if form.get("decision") == "approve":
            consent_for_everybody(platform.store, client, user, asked)
        else:
            declined = SignInRefused(65004)
            answer |= {"error": declined.error, "error_description": str(declined)}
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    return _back(platform, request, client, answer)


def _back(platform: Platform, request: Request, client: Client, answer: dict[str, str]) -> Response:
    if "state" in request.query_params:
        answer = answer | {"state": request.query_params["state"]}
    uri = request.query_params.get("redirect_uri")
    if uri:
        return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{urlencode(answer)}", 302)
    return page(platform, "consent_done.html", {"approved": "error" not in answer, "client": client})
