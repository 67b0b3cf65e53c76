"""Common parts of Graph's answers: ids, and nothing without a valid token."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.graph.errors import GraphRefusal, no_such_segment
from total_onboard.sandbox.graph.request import ODataResponse
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens, Caller, InvalidToken

_CHALLENGE: Final = 'Bearer realm="", client_id="00000003-0000-0000-c000-000000000000"'

_STEP_UP: Final = (
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: "
    "TokenCreatedWithOutdatedPolicies"
)


class GraphHeaders:
    """Middleware that gives every request its ids, and every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; ``client-request-id`` is echoed if it is a GUID."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid4())
        ids = {"request_id": request_id, "client_request_id": _guid(Headers(scope=scope)) or request_id}
        scope["state"] = {**scope.get("state", {}), **ids}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["request-id"] = ids["request_id"]
                headers["client-request-id"] = ids["client_request_id"]
                headers["odata-version"] = "4.0"
            await send(message)

        await self._app(scope, receive, with_headers)


class Authentication:
    """Lets nobody in without a token of this tenant."""

    def __init__(self, app: ASGIApp, tokens: AccessTokens, store: Store) -> None:
        self._app = app
        self._tokens = tokens
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with ``caller`` in its state, or answer 401."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            caller = self._caller(Headers(scope=scope))
        except InvalidToken as error:
            refusal = GraphRefusal(401, "InvalidAuthenticationToken", str(error), {"WWW-Authenticate": _CHALLENGE})
            await refused(Request(scope), self._store, refusal)(scope, receive, send)
            return
        if self._tokens.lacks_context(caller):
            refusal = GraphRefusal(
                401, "InvalidAuthenticationToken", _STEP_UP, {"WWW-Authenticate": self._tokens.challenge}
            )
            await refused(Request(scope), self._store, refusal)(scope, receive, send)
            return
        scope["state"]["caller"] = caller
        await self._app(scope, receive, send)

    def _caller(self, headers: Headers) -> Caller:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme and scheme.lower() != "bearer":
            raise InvalidToken("The authentication scheme is not supported.")
        return self._tokens.verify(bearer)


def refused(request: Request, store: Store, refusal: GraphRefusal) -> Response:
    """Return the answer to a refused request."""
    ids = request.state.request_id, request.state.client_request_id
    return ODataResponse(refusal.body(store.clock.now(), *ids), refusal.status, refusal.headers)


def unrouted(request: Request, status: int) -> GraphRefusal:
    """Build the error for an unknown segment, or a method that the resource does not have."""
    if status == 405:
        message = "Specified HTTP method is not allowed for the request target."
        return GraphRefusal(405, "Request_BadRequest", message)
    return no_such_segment(request.url.path.rstrip("/").rpartition("/")[2])


def _guid(headers: Headers) -> str | None:
    try:
        return str(UUID(headers.get("client-request-id", "")))
    except ValueError:
        return None
