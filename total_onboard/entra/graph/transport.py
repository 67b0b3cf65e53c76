"""Transport of a request: the token, Microsoft's middleware, and a record of each call before the network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
from kiota_abstractions.authentication import BaseBearerTokenAuthenticationProvider
from kiota_http.middleware import (
    BaseMiddleware,
    ParametersNameDecodingHandler,
    RetryHandler,
    UrlReplaceHandler,
    UserAgentHandler,
)
from kiota_http.middleware.options import RetryHandlerOption, UrlReplaceHandlerOption
from kiota_http.middleware.retry_handler import RETRY_ATTEMPT
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_request_adapter import options as sdk_options
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]
from msgraph_core.middleware import GraphTelemetryHandler  # type: ignore[import-untyped]
from msgraph_core.middleware.options import (  # type: ignore[import-untyped]
    GraphTelemetryHandlerOption,
)

from total_onboard.entra.graph.responses import is_clear_refusal, is_transient
from total_onboard.entra.graph.tokens import SessionTokens, TokenRenewal
from total_onboard.entra.http.bounded_transports import async_bounded
from total_onboard.entra.http.call_record import CLIENT_REQUEST_ID, CallRecord, instant, log_call, record_of
from total_onboard.entra.http.response_limits import GRAPH_SECONDS
from total_onboard.entra.http.shared_connections import graph_transport
from total_onboard.entra.recording.tap import Exchange, Service, note_exchange
from total_onboard.entra.sign_in.session import TokenSource

_TIMEOUT: Final = httpx.Timeout(GRAPH_SECONDS, connect=15)
_RETRIES: Final = 5
_BASE_DELAY: Final = 1.0
_TOO_MANY_REQUESTS: Final = 429
_NOTHING_ACCEPTED_AT_MOST: Final = 600.0
_LONGEST_PAUSE: Final = 1e9
"""Beyond every deadline; a server may ask for more seconds than a float can hold."""


def request_adapter(root: str, session: TokenSource, http: httpx.AsyncClient) -> GraphRequestAdapter:
    """Build the SDK's adapter for the Graph at ``root``.

    The address is set explicitly: the SDK's own default doubles a slash in every URL (apache/airflow#52367).
    """
    provider = BaseBearerTokenAuthenticationProvider(SessionTokens(session, root))
    adapter = GraphRequestAdapter(provider, client=http)
    adapter.base_url = root
    return adapter


def http_client(
    session: TokenSource,
    ca_bundle: Path | None,
    on_throttled: Callable[[float], None],
    on_call: Callable[[CallRecord], None],
) -> httpx.AsyncClient:
    """Return a client that goes through the environment's proxies and through the SDK's middleware."""
    client = httpx.AsyncClient(transport=graph_transport(ca_bundle), timeout=_TIMEOUT, trust_env=False)
    async_bounded(client, GRAPH_SECONDS)
    middleware = [
        SafeRetry(on_throttled),
        ParametersNameDecodingHandler(),
        UrlReplaceHandler(sdk_options[UrlReplaceHandlerOption.get_key()]),
        UserAgentHandler(),
        GraphTelemetryHandler(sdk_options[GraphTelemetryHandlerOption.get_key()]),
        TokenRenewal(session),
        CallRecorder(on_call),
    ]
    GraphClientFactory.create_with_custom_middleware(middleware, client=client)
    return client


class SendOnce(RetryHandlerOption):  # type: ignore[misc]
    """Put on a request that creates something: it may have been carried out although its answer is an error."""


class SafeRetry(RetryHandler):  # type: ignore[misc]
    """The SDK's retries, on every status and code that passes; but of a creating request only after a clear refusal:
    429, and the codes of ``transient_codes.toml``. Without a ``Retry-After`` the pause grows from a second and a half,
    it is never nothing.

    What fails is sent again five times. What is throttled is sent again as long as Microsoft accepts anything at
    all: the one deadline is that of ten minutes in which it accepted nothing.
    """

    def __init__(self, on_throttled: Callable[[float], None]) -> None:
        super().__init__(RetryHandlerOption(delay=_BASE_DELAY, max_retries=_RETRIES))
        self.retry_on_status_codes = {_TOO_MANY_REQUESTS, 500, 502, 503, 504}
        self._on_throttled = on_throttled
        self._nothing_since: float | None = None

    async def send(self, request: httpx.Request, transport: httpx.AsyncBaseTransport) -> httpx.Response:
        """Send like the SDK, but also wait for pauses over three minutes, if there is time; the SDK gives up."""
        response: httpx.Response = await super().send(request, transport)
        while seconds := self._long_pause(response):
            self._on_throttled(seconds)
            await response.aclose()
            await asyncio.sleep(seconds)
            response = await super().send(request, transport)
        return response

    def should_retry(self, request: httpx.Request, options: RetryHandlerOption, response: httpx.Response) -> bool:
        """Return whether to retry; called by the SDK after each answer."""
        if response.status_code == _TOO_MANY_REQUESTS:
            return self._is_time_left()
        attempts = int(response.request.headers.get(RETRY_ATTEMPT, 0))
        if attempts >= _RETRIES:
            return False
        if is_clear_refusal(response, request.url.path):
            return True
        if isinstance(options, SendOnce):
            return False
        return is_transient(response, request.url.path) or bool(super().should_retry(request, options, response))

    def check_retry_valid(self, retry_count: int, options: RetryHandlerOption) -> bool:  # noqa: ARG002
        """Return whether to retry; the SDK asks after the number alone, :meth:`should_retry` knows what it counts."""
        return True

    def get_delay_time(
        self, retry_count: int, response: httpx.Response | None = None, delay: float = _BASE_DELAY
    ) -> float:
        """Return the seconds until the next attempt; called by the SDK after each answer, with or without retry."""
        seconds = float(super().get_delay_time(retry_count, response, delay))
        if response is None or response.status_code != _TOO_MANY_REQUESTS:
            self._nothing_since = None
            return seconds
        if self._nothing_since is None:
            self._nothing_since = time.monotonic()
        if self._is_time_left() and seconds < RetryHandlerOption.MAX_DELAY:
            self._on_throttled(seconds)
        return seconds

    def _long_pause(self, response: httpx.Response) -> float:
        seconds = float(self._get_retry_after(response) or 0)
        is_long = response.status_code == _TOO_MANY_REQUESTS and seconds >= RetryHandlerOption.MAX_DELAY
        return seconds if is_long and seconds < self._seconds_left() else 0

    def _get_retry_after(self, response: httpx.Response | None) -> float | None:
        """Return the pause, for a date by the service's own clock (RFC 9110, 10.2.3 and 6.6.1)."""
        headers = response.headers if response is not None else {}
        until, now = (instant(headers.get(name) or "") for name in ("retry-after", "date"))
        if until and now:
            return max((until - now).total_seconds(), 0)
        seconds: float | None = super()._get_retry_after(response)
        return None if seconds is None else float(min(seconds, _LONGEST_PAUSE))

    def _is_time_left(self) -> bool:
        return self._seconds_left() > 0

    def _seconds_left(self) -> float:
        since = time.monotonic() if self._nothing_since is None else self._nothing_since
        return since + _NOTHING_ACCEPTED_AT_MOST - time.monotonic()


class CallRecorder(BaseMiddleware):  # type: ignore[misc]
    """Last middleware before the network: assigns every attempt a request id and logs the outcome."""

    def __init__(self, on_call: Callable[[CallRecord], None]) -> None:
        super().__init__()
        self._on_call = on_call

    async def send(self, request: httpx.Request, transport: httpx.AsyncBaseTransport) -> httpx.Response:
        """Send, and record also what got no answer."""
        request.headers[CLIENT_REQUEST_ID] = str(uuid4())
        started, start = datetime.now(UTC), time.monotonic()
        response: httpx.Response | None = None
        failure: httpx.HTTPError | None = None
        try:
            response = await super().send(request, transport)
            return response
        except httpx.HTTPError as error:
            failure = error
            raise
        finally:
            seconds = time.monotonic() - start
            record = record_of(request, response, seconds, failure)
            log_call(record)
            note_exchange(Exchange(Service.GRAPH, request, response, started, seconds, record.reason))
            self._on_call(record)
