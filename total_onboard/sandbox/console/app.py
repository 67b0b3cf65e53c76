"""The TOTAL host: the console's pages, its SCIM service, and the page that shows the sandbox tenant."""

from __future__ import annotations

import secrets
import ssl
from pathlib import Path
from typing import cast

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from total_onboard.sandbox.console.handoff_receiver import PATH as RECEIVER_PATH
from total_onboard.sandbox.console.handoff_upload import HandoffRefused
from total_onboard.sandbox.console.pages import page
from total_onboard.sandbox.console.relying_party import SESSION_OID, RelyingParty
from total_onboard.sandbox.console.scim_service import TokenProtectedScim
from total_onboard.sandbox.console.state import HANDOFF_PATH, Console, SignInSettings, console_of
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.portal_page.app import page_app
from total_onboard.sandbox.provisioning.service import synchronization_service


def console_app(store: Store, *, sign_in_url: str, total_url: str, ca_file: Path) -> Starlette:
    """Return the whole host, as one application; the provisioning service of the tenant learns to trust ``ca_file``."""
    console = console_of(store, total_url)
    synchronization_service(store).trust(ca_file)
    relying_party = RelyingParty(console, sign_in_url, ssl.create_default_context(cafile=str(ca_file)))
    pages = ConsolePages(console)
    receiver = console.receiver
    routes = [
        Route("/", pages.home),
        Route("/settings", pages.settings, methods=["GET", "POST"]),
        Route(HANDOFF_PATH, pages.handoff_put, methods=["PUT"]),
        Route(HANDOFF_PATH, pages.handoff_uploaded, methods=["POST"]),
        Route(RECEIVER_PATH, receiver.post, methods=["POST"]),
        Route("/login", pages.sign_in),
        Route("/auth/oidc/start", relying_party.login),
        Route("/auth/oidc/callback", relying_party.callback),
        Route("/logout", relying_party.logout, methods=["POST"]),
        Mount("/scim", cast(ASGIApp, _scim(console))),
        Mount("/tenant", page_app(store, console)),
    ]
    session = Middleware(SessionMiddleware, secret_key=secrets.token_urlsafe(32), https_only=True, max_age=3600)
    return Starlette(routes=routes, middleware=[session])


def _scim(console: Console) -> TokenProtectedScim:
    return TokenProtectedScim(console.accounts.storage, lambda: console.scim_token, lambda: console.refuses)


class ConsolePages:
    """The pages that need no Microsoft."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def home(self, request: Request) -> Response:
        """Greet who is signed in; a session ends when its account may no longer come in."""
        if not (oid := request.session.get(SESSION_OID)):
            return RedirectResponse("/login", 303)
        admission = self._console.accounts.admit(oid)
        if not admission.is_granted:
            request.session.clear()
            return page("login.html", admission.message, 403)
        return page("home.html", account=admission.account)

    async def sign_in(self, _: Request) -> Response:
        """Return the login page, with its one button."""
        return page("login.html")

    async def settings(self, request: Request) -> Response:
        """Show what the customer needs; take what the hand-off brings, as a form or as JSON."""
        if request.method == "GET":
            return page("settings.html", console=self._console)
        wants_json = request.headers.get("content-type", "").startswith("application/json")
        try:
            self._console.take(await _settings(request, wants_json))
        except ValidationError as error:
            return self._refused(error, wants_json)
        return Response(status_code=204) if wants_json else RedirectResponse("/settings", 303)

    async def handoff_put(self, request: Request) -> Response:
        """Accept a hand-off from a shell and answer in plain text."""
        try:
            self._console.take_handoff(await request.body())
        except HandoffRefused as refused:
            return PlainTextResponse(f"{refused}\n", 400)
        return PlainTextResponse("The sandbox console accepted the hand-off. Sign-in with Microsoft is set up.\n")

    async def handoff_uploaded(self, request: Request) -> Response:
        """Take a hand-off from the settings page."""
        file = (await request.form()).get("handoff")
        try:
            self._console.take_handoff(await file.read() if isinstance(file, UploadFile) else "")
        except HandoffRefused as refused:
            return page("settings.html", str(refused), 400, console=self._console)
        return RedirectResponse("/settings", 303)

    def _refused(self, error: ValidationError, wants_json: bool) -> Response:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        message = f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}"
        if wants_json:
            return JSONResponse({"error": message}, 400)
        return page("settings.html", message, 400, console=self._console)


async def _settings(request: Request, is_json: bool) -> SignInSettings:
    if is_json:
        return SignInSettings.model_validate_json(await request.body())
    return SignInSettings.model_validate(dict(await request.form()))
