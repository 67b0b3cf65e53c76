"""A request as data: what a verb would send, without sending it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httpx
from kiota_abstractions.request_information import RequestInformation

from total_onboard.entra.clouds import Cloud
from total_onboard.entra.graph.client import GraphClient
from total_onboard.entra.tenant_client import TenantClient, tenant_over


@dataclass(frozen=True)
class CapturedRequest:
    """Method, address after the version, body and the ``Prefer`` header."""

    method: str
    path: str
    body: Any = None
    prefer: str = ""


class _Captured(Exception):
    def __init__(self, request: CapturedRequest) -> None:
        self.request = request


class _NoSession:
    """Nothing is sent, so no token is needed."""

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:  # noqa: ARG002
        """Refuse."""
        raise AssertionError("a captured request is never sent")

    def cached_token(self) -> str | None:
        """Return none."""
        return None


class _Recorder(GraphClient):
    async def _repeatable(self, request: RequestInformation) -> httpx.Response:
        return self._capture(request)

    async def _send_once(self, request: RequestInformation, ambiguous: frozenset[int]) -> httpx.Response:  # noqa: ARG002
        return self._capture(request)

    def _capture(self, request: RequestInformation) -> httpx.Response:
        self._path(request)
        address = unquote(request.url.removeprefix(self._root)).replace("/users/me-token-to-replace", "/me")
        body = json.loads(request.content) if request.content else None
        prefer = "".join(request.headers.get("Prefer") or ())
        method = getattr(request.http_method, "value", request.http_method)
        raise _Captured(CapturedRequest(str(method), _quoted(address), body, prefer))


def _quoted(address: str) -> str:
    """Encode what is not plain in an address, once; the SDK's own encoding depends on the kind of parameter."""
    from urllib.parse import quote

    return quote(address, safe="/?&=$(),:@'-._~*!;")


class RequestCapture:
    """Captures what verbs would send in one cloud. Close it at the end."""

    def __init__(self, cloud: Cloud) -> None:
        self._graph = _Recorder(cloud, _NoSession())
        self._tenant = tenant_over(self._graph)

    def capture(self, call: Callable[[TenantClient], Awaitable[object]]) -> CapturedRequest:
        """Return the first request of a verb."""

        async def first() -> CapturedRequest:
            try:
                await call(self._tenant)
            except _Captured as captured:
                return captured.request
            raise AssertionError("the verb sends nothing")

        return asyncio.run(first())
