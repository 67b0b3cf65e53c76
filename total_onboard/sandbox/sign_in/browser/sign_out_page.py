"""Sign-out (``end_session_endpoint``): the browser goes back to an address that is registered, or sees a page.

Source: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.pages import page, refusal_page
from total_onboard.sandbox.sign_in.sign_in_state import Platform


async def sign_out(request: Request) -> Response:
    """End the session: the sandbox keeps none, so every sign-in asks for the account again."""
    platform: Platform = request.app.state.platform
    fields = dict(request.query_params)
    if request.method == "POST":
        fields |= {name: str(value) for name, value in (await request.form()).items()}
    try:
        platform.check_tenant(request.path_params["tenant"])
    except SignInRefused as refusal:
        return refusal_page(platform, refusal)
    uri = fields.get("post_logout_redirect_uri", "")
    if not _is_registered(platform, uri):
        return page(platform, "signed_out.html", {})
    state = urlencode({"state": fields["state"]}) if "state" in fields else ""
    joint = ("&" if "?" in uri else "?") if state else ""
    return RedirectResponse(f"{uri}{joint}{state}", 302)


def _is_registered(platform: Platform, uri: str) -> bool:
    """Return whether an application has the address among its redirect URIs."""
    clients = (Client(one["appId"], one["displayName"], one) for one in platform.store.applications.all_replicated())
    return any(client.accepts_redirect(uri) for client in clients)
