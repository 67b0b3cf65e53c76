"""Transports that keep every answer within its limits, and follow no redirect but a GET to the same origin.

A 307 or 308 of a write or of a token request to another host would carry its body there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable
from contextvars import copy_context
from typing import Final

import httpx

from total_onboard.entra.http.response_limits import MOST_REDIRECTS, AnswerTooSlow, BoundedBody

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NOT_KEPT: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})
ENCODINGS: Final = "gzip"


class BoundedTransport(httpx.BaseTransport):
    """Transport for clients that block; each request has ``seconds`` in all."""

    def __init__(self, inner: httpx.BaseTransport, seconds: float) -> None:
        self._inner = inner
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise AnswerRefused. Works in a thread, because no timeout of a socket limits the whole of an answer."""
        work = _Exchange(self._inner, request, time.monotonic() + self._seconds)
        thread = threading.Thread(target=copy_context().run, args=(work.run,), daemon=True, name="http")
        thread.start()
        thread.join(self._seconds)
        if work.error is not None:
            raise work.error
        if work.response is None:
            raise _too_slow(self._seconds)
        return work.response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Exchange:
    """One request and its answer, in a separate thread."""

    def __init__(self, inner: httpx.BaseTransport, request: httpx.Request, end: float) -> None:
        self._inner = inner
        self._request = request
        self._end = end
        self.response: httpx.Response | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Keep the answer, or the error for the caller."""
        try:
            self.response = self._sent()
        except BaseException as error:
            self.error = error

    def _sent(self) -> httpx.Response:
        request = self._request
        for _ in range(MOST_REDIRECTS):
            response = self._once(request)
            if (following := redirected(request, response)) is None:
                return response
            request = following
        return response

    def _once(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        try:
            body = BoundedBody(response.headers.get("content-encoding", ""))
            assert isinstance(response.stream, Iterable)
            for chunk in response.stream:
                body.add(chunk)
                if time.monotonic() > self._end:
                    raise AnswerTooSlow("the answer came too slowly")
            return _whole(response, body.whole(), request)
        finally:
            response.close()


class AsyncBoundedTransport(httpx.AsyncBaseTransport):
    """Transport for clients that do not block; each request has ``seconds`` in all."""

    def __init__(self, inner: httpx.AsyncBaseTransport, seconds: float) -> None:
        self._inner = inner
        self._seconds = seconds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raise AnswerRefused."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._sent(request)
        except TimeoutError as error:
            raise _too_slow(self._seconds) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        for _ in range(MOST_REDIRECTS):
            response = await self._once(request)
            if (following := redirected(request, response)) is None:
                return response
            request = following
        return response

    async def _once(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        try:
            body = BoundedBody(response.headers.get("content-encoding", ""))
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async for chunk in response.stream:
                body.add(chunk)
            return _whole(response, body.whole(), request)
        finally:
            await response.aclose()


def bounded(client: httpx.Client, seconds: float) -> None:
    """Put the limits between a client and all its ways to the network, those through proxies too."""
    client.headers["accept-encoding"] = ENCODINGS
    client._transport = BoundedTransport(client._transport, seconds)
    client._mounts = {
        pattern: BoundedTransport(one, seconds) if one else None for pattern, one in client._mounts.items()
    }


def async_bounded(client: httpx.AsyncClient, seconds: float) -> None:
    """Put the limits between a client and all its ways to the network, those through proxies too."""
    client.headers["accept-encoding"] = ENCODINGS
    client._transport = AsyncBoundedTransport(client._transport, seconds)
    client._mounts = {
        pattern: AsyncBoundedTransport(one, seconds) if one else None for pattern, one in client._mounts.items()
    }


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """Return the request that follows a redirect of a GET within one origin; None if nothing is to be followed."""
    if not is_redirect(response) or request.method != "GET":
        return None
    try:
        url = request.url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError):
        return None
    if _origin(url) != _origin(request.url) or url.userinfo:
        return None
    return httpx.Request("GET", url, headers=request.headers, extensions=request.extensions)


def is_redirect(response: httpx.Response) -> bool:
    """Return whether an answer points to another address."""
    return response.status_code in _REDIRECTS and "location" in response.headers


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _whole(response: httpx.Response, body: bytes, request: httpx.Request) -> httpx.Response:
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _NOT_KEPT]
    return httpx.Response(
        response.status_code, headers=headers, content=body, request=request, extensions=response.extensions
    )


def _too_slow(seconds: float) -> AnswerTooSlow:
    return AnswerTooSlow(f"no complete answer came within {seconds:g} seconds")
