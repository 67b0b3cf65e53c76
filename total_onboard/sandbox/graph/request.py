"""One request to Graph as a handler sees it, and the route that leads there."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.audit.entries import begin
from total_onboard.sandbox.graph.audit.trail import AuditTrail, trail_of
from total_onboard.sandbox.graph.authorization import authorise, requirement
from total_onboard.sandbox.graph.errors import bad_request
from total_onboard.sandbox.graph.odata.options import NOTHING, Options, read_options
from total_onboard.sandbox.sign_in.access_tokens import Caller


@dataclass(frozen=True)
class Call:
    """An authorized request. ``path`` are the path's parameters; ``root`` is where this Graph is, up to ``/v1.0``.

    ``body`` is what the JSON says, not yet checked; None if there was none.
    """

    store: Store
    trail: AuditTrail
    caller: Caller
    method: str
    path: Mapping[str, str]
    headers: Mapping[str, str]
    options: Options
    root: str
    url: str
    body: Any

    def now(self) -> str:
        """Return the tenant's date and time as Graph writes it."""
        return self.store.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


Handler = Callable[[Call], Response | Awaitable[Response]]


def operation(method: str, path: str, handler: Handler, known: frozenset[str] = NOTHING) -> Route:
    """Return a route for a row of ``permissions.toml``; ``known`` are its query options.

    Raises KeyError without a row.
    """
    required = requirement(method, path)

    async def answer(request: Request) -> Response:
        store: Store = request.app.state.store
        owners = store.owners.get(request.path_params.get("id", ""), [])
        authorise(request.state.caller, required, owners)
        call = await _call(request, store, known)
        changes = begin(store, required.operation, call.path, call.body)
        result = handler(call)
        response = await result if isinstance(result, Awaitable) else result
        call.trail.record(changes(), call.caller)
        return response

    return Route(path, answer, methods=[method])


async def _call(request: Request, store: Store, known: frozenset[str]) -> Call:
    return Call(
        store=store,
        trail=trail_of(request.app.state, store),
        caller=request.state.caller,
        method=request.method,
        path=request.path_params,
        headers=request.headers,
        options=read_options(request.url.query, request.headers, known),
        root=f"{request.url.scheme}://{request.url.netloc}/v1.0",
        url=str(request.url.replace(query="")),
        body=await _json(request),
    )


async def _json(request: Request) -> Any:  # noqa: ANN401
    content = await request.body()
    if not content:
        return None
    if "json" not in request.headers.get("content-type", ""):
        raise bad_request("The request's Content-Type is not application/json.", "BadRequest")
    try:
        return json.loads(content)
    except ValueError:
        raise bad_request("Unable to read JSON request payload.", "BadRequest") from None


class ODataResponse(Response):
    """JSON as Graph sends it."""

    media_type = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

    def render(self, content: Body) -> bytes:
        """Encode it."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def no_content() -> Response:
    """Return an empty success response."""
    return Response(status_code=204)
