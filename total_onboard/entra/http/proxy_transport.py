"""Transports that send each request directly or through the proxy that leads to its host."""

from __future__ import annotations

import ssl

import httpx

from total_onboard.entra.http.proxy import Proxy, proxy_for


class RoutedTransport(httpx.BaseTransport):
    """Route the requests of a client that blocks."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        self._ways: dict[Proxy | None, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send. Raise BadValue if the proxy can't be used."""
        proxy = _proxy_of(request)
        if proxy not in self._ways:
            self._ways[proxy] = httpx.HTTPTransport(
                verify=self._trust, trust_env=False, proxy=_httpx_proxy(proxy, self._trust)
            )
        return self._ways[proxy].handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            way.close()


class AsyncRoutedTransport(httpx.AsyncBaseTransport):
    """Route the requests of an asynchronous client."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        self._ways: dict[Proxy | None, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send. Raise BadValue if the proxy can't be used."""
        proxy = _proxy_of(request)
        if proxy not in self._ways:
            described = _httpx_proxy(proxy, self._trust)
            self._ways[proxy] = httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, proxy=described)
        return await self._ways[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            await way.aclose()


def _proxy_of(request: httpx.Request) -> Proxy | None:
    return proxy_for(request.url.host, request.url.port or 443)


def _httpx_proxy(proxy: Proxy | None, trust: ssl.SSLContext) -> httpx.Proxy | None:
    """Describe a proxy to httpx; its own certificate is checked as strictly as all others."""
    if proxy is None:
        return None
    return httpx.Proxy(proxy.url, auth=proxy.auth, ssl_context=trust if proxy.scheme == "https" else None)
