"""The sign-in host: discovery, the token endpoints and the pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import unquote_plus
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.browser.authorize_page import answer_authorize, show_authorize
from total_onboard.sandbox.sign_in.browser.device_page import answer_device_page, show_device_page
from total_onboard.sandbox.sign_in.browser.sign_out_page import sign_out
from total_onboard.sandbox.sign_in.consent.admin_consent_page import answer_admin_consent, show_admin_consent
from total_onboard.sandbox.sign_in.discovery import discovery_document
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.client_credentials import grant_to_application
from total_onboard.sandbox.sign_in.grants.code_and_refresh_grants import redeem_authorization_code, redeem_refresh_token
from total_onboard.sandbox.sign_in.grants.device_grant import redeem_device_code, start_device_code
from total_onboard.sandbox.sign_in.sign_in_state import ANY_TENANT, Platform

Form = Mapping[str, str]

GRANTS: Final[dict[str, Callable[[Platform, Form], Body]]] = {
    "urn:ietf:params:oauth:grant-type:device_code": redeem_device_code,
    "device_code": redeem_device_code,
    "authorization_code": redeem_authorization_code,
    "refresh_token": redeem_refresh_token,
    "client_credentials": grant_to_application,
}


def sign_in_app(platform: Platform) -> Starlette:
    """Return the identity platform as an application for the sign-in host."""

    async def discovery(request: Request) -> Body:
        return discovery_document(platform, request.path_params["tenant"])

    async def keys(request: Request) -> Body:  # noqa: ARG001
        return platform.tokens.public_keys()

    async def device_code(request: Request) -> Body:
        return start_device_code(platform, await _form(request))

    async def token(request: Request) -> Body:
        form = await _form(request)
        if assertion := form.get("client_assertion"):
            await platform.issuers.read_keys(assertion, platform.store.applications.all_replicated())
        return _grant(platform, request.path_params["tenant"], form)

    def as_json(endpoint: Callable[[Request], Awaitable[Body]]) -> Callable[[Request], Awaitable[Response]]:
        return _as_json(platform, endpoint)

    tenant = "/{tenant}"
    app = Starlette(
        routes=[
            Route(f"{tenant}/v2.0/.well-known/openid-configuration", as_json(discovery), methods=["GET"]),
            Route(f"{tenant}/discovery/v2.0/keys", as_json(keys), methods=["GET"]),
            Route(f"{tenant}/oauth2/v2.0/devicecode", as_json(device_code), methods=["POST"]),
            Route(f"{tenant}/oauth2/v2.0/token", as_json(token), methods=["POST"]),
            Route(f"{tenant}/oauth2/v2.0/authorize", show_authorize, methods=["GET"]),
            Route(f"{tenant}/oauth2/v2.0/authorize", answer_authorize, methods=["POST"]),
            Route(f"{tenant}/oauth2/v2.0/logout", sign_out, methods=["GET", "POST"]),
            Route(f"{tenant}/adminconsent", show_admin_consent, methods=["GET"]),
            Route(f"{tenant}/adminconsent", answer_admin_consent, methods=["POST"]),
            Route(f"{tenant}/v2.0/adminconsent", show_admin_consent, methods=["GET"]),
            Route(f"{tenant}/v2.0/adminconsent", answer_admin_consent, methods=["POST"]),
            Route("/devicelogin", show_device_page, methods=["GET"]),
            Route("/devicelogin", answer_device_page, methods=["POST"]),
        ]
    )
    app.state.platform = platform
    return app


def _as_json(
    platform: Platform, endpoint: Callable[[Request], Awaitable[Body]]
) -> Callable[[Request], Awaitable[Response]]:
    """Answer with the endpoint's body, or with the refusal's as Microsoft words it; never to be cached."""

    async def respond(request: Request) -> Response:
        headers = {"Cache-Control": "no-store, no-cache", "Pragma": "no-cache", "x-ms-request-id": str(uuid4())}
        try:
            platform.check_tenant(request.path_params["tenant"])
            return JSONResponse(await endpoint(request), headers=headers)
        except SignInRefused as refusal:
            correlation = request.headers.get("client-request-id")
            body = refusal.body(platform.store.clock.now(), platform.addresses.sign_in, correlation)
            return JSONResponse(body, refusal.status, {**headers, "x-ms-request-id": body["trace_id"]})

    return respond


def _grant(platform: Platform, tenant: str, form: Form) -> Body:
    wanted = form.get("grant_type")
    if not wanted:
        raise SignInRefused(900144, parameter="grant_type")
    if wanted not in GRANTS:
        raise SignInRefused(70001, grant_type=wanted)
    if wanted == "client_credentials" and tenant in ANY_TENANT:
        raise SignInRefused(50059)
    return GRANTS[wanted](platform, form)


async def _form(request: Request) -> Form:
    """Return the form's fields with the client's ``Authorization: Basic`` credentials (RFC 6749, section 2.3.1)."""
    fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise SignInRefused(7000218) from None
        fields |= {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}
    return fields
