"""Calls to the synchronization routes alone, as somebody whose token is already verified."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.sandbox.provisioning.provisioned_tenant import SP, Setting
from total_onboard.sandbox.graph.errors import GraphRefusal
from total_onboard.sandbox.graph.synchronization.routes import synchronization_routes
from total_onboard.sandbox.sign_in.access_tokens import Caller

APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
ADMINISTRATOR = Caller(
    kind="user",
    oid="ada",
    tid="tenant",
    app_id="tool",
    scopes=frozenset({"Synchronization.ReadWrite.All", "ProvisioningLog.Read.All"}),
    wids=frozenset({APPLICATION_ADMINISTRATOR}),
)


class Graph:
    """Graph for one caller; paths are relative to the service principal's ``synchronization`` unless they begin /."""

    def __init__(self, tenant: Setting, caller: Caller = ADMINISTRATOR) -> None:
        handlers: dict[Any, Callable[..., Any]] = {GraphRefusal: _refused}
        app = Starlette(routes=[*synchronization_routes(tenant.store)], exception_handlers=handlers)
        app.state.store = tenant.store
        self.app = _as_caller(app, caller)

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = path if path.startswith("/") else f"/servicePrincipals/{SP}/synchronization/{path}"
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://graph") as http:
            return await http.request(method, url, json=body)

    def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return asyncio.run(self.send(method, path, body))

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = self.call(method, path, body)
        return answer.status_code, answer.json()["error"]["code"]


def credentials(tenant: Setting, **changed: str) -> list[dict[str, str]]:
    """What the value sheet says, as credentials of the service."""
    values = {"BaseAddress": tenant.console.scim_url, "SecretToken": tenant.console.scim_token} | changed
    return [{"key": key, "value": value} for key, value in values.items()]


def _as_caller(app: ASGIApp, caller: Caller) -> ASGIApp:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"caller": caller}}, receive, send)

    return wrapped


async def _refused(_: Request, refusal: GraphRefusal) -> JSONResponse:
    body = {"error": {"code": refusal.code, "message": refusal.message}}
    return JSONResponse(body, refusal.status, headers=dict(refusal.headers))
