"""The only place that speaks HTTP to Microsoft Graph.

Requests are built, authorized, sent and retried by Microsoft's SDK (builders, adapter, middleware); answers are
decoded by our own small models, because the SDK's first deserialization alone imports 1,200 modules.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.graph_service_client import GraphServiceClient

from total_onboard.entra.clouds import Cloud
from total_onboard.entra.graph.errors import GraphError, NotFound, ServiceFailed
from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.odata import EVENTUAL
from total_onboard.entra.graph.pagination import Listing
from total_onboard.entra.graph.responses import (
    count_of,
    decoded,
    error_from,
    is_clear_refusal,
    lost_answer,
    page_of,
    unreachable,
)
from total_onboard.entra.graph.transport import SendOnce, http_client, request_adapter
from total_onboard.entra.http.call_record import CallRecord, ignore_call
from total_onboard.entra.http.connection_problems import certificate_problem
from total_onboard.entra.http.response_limits import AnswerRefused
from total_onboard.entra.sign_in.session import TokenSource

Model = TypeVar("Model", bound=GraphModel)

_VERSION: Final = "v1.0"
_BETA: Final = "beta"
_CUT_CONNECTIONS_BORNE: Final = 2
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_SDK_ME: Final = "/users/me-token-to-replace"
_OBJECT: Final = re.compile(r"/(applications|servicePrincipals|groups)(/[^/]+|\([^)]*\))(/synchronization/\w+)?")


def ignore_throttling(seconds: float) -> None:
    """Ignore requests of Microsoft to slow down."""


class GraphClient:
    """One cloud's Graph with one session's tokens. Every method may raise :class:`GraphError`."""

    def __init__(
        self,
        cloud: Cloud,
        session: TokenSource,
        *,
        ca_bundle: Path | None = None,
        on_throttled: Callable[[float], None] = ignore_throttling,
        on_call: Callable[[CallRecord], None] = ignore_call,
    ) -> None:
        self.cloud = cloud
        self._root = f"{cloud.graph_url}/{_VERSION}"
        self._http = http_client(session, ca_bundle, on_throttled, on_call)
        self._adapter = request_adapter(self._root, session, self._http)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def client(self) -> Any:  # noqa: ANN401
        """The root of the SDK's builders, a new one for every request.

        A builder by alternate key writes the key into the parameters of the root that it came from, where two at
        the same time overwrite each other (msgraph-sdk 1.65).
        """
        return GraphServiceClient(request_adapter=self._adapter)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def reference_to(self, object_id: str) -> str:
        """Return how a body points to an object of the directory."""
        return f"{self._root}/directoryObjects/{object_id}"

    def in_beta(self, request: RequestInformation) -> RequestInformation:
        """Read what Graph's v1.0 does not have; beta answers can change, so nothing may depend on them."""
        self._path(request)
        request.url = request.url.replace(f"/{_VERSION}/", f"/{_BETA}/", 1)
        return request

    async def read(self, request: RequestInformation, model: type[Model]) -> Model:
        """Read one object; also for calls that can be repeated like a read."""
        return decoded(await self._repeatable(request), model)

    async def find(self, request: RequestInformation, model: type[Model]) -> Model | None:
        """Read one object, or None if Graph knows none."""
        try:
            return await self.read(request, model)
        except NotFound:
            return None

    async def pages(self, request: RequestInformation, model: type[Model]) -> list[Model]:
        """Read all objects of a collection, page after page."""
        listing = Listing(self._root)
        while True:
            try:
                return [item async for _, items in self._followed(request, model, listing) for item in items]
            except GraphError as error:
                listing.restart_after(error)

    async def counted_pages(
        self, request: RequestInformation, model: type[Model]
    ) -> AsyncIterator[tuple[int, list[Model]]]:
        """Yield page after page of a collection that counts itself, each with the count of all its objects.

        Nothing comes twice, even if the listing has to be restarted.
        """
        listing, seen, count = Listing(self._root), set[object](), 0
        while True:
            try:
                async for response, items in self._followed(request, model, listing, *EVENTUAL):
                    count = count_of(response) or count
                    new = {getattr(item, "id", id(item)): item for item in items}
                    yield count, [item for key, item in new.items() if key not in seen]
                    seen |= new.keys()
                return
            except GraphError as error:
                listing.restart_after(error)

    async def _followed(
        self, request: RequestInformation, model: type[Model], listing: Listing, *header: str
    ) -> AsyncIterator[tuple[httpx.Response, list[Model]]]:
        """Yield page after page from the first one on; each request with one more header."""
        following: RequestInformation | None = request
        while following:
            if header:
                following.headers.try_add(*header)
            response = await self._repeatable(following)
            items, link = page_of(response, model)
            yield response, items
            following = listing.next(link, len(response.content)) if link else None

    async def first_page(
        self, request: RequestInformation, model: type[Model], *, advanced: bool = False
    ) -> list[Model]:
        """Read the beginning of a collection of any length: one request; ``advanced`` for what an index answers."""
        if advanced:
            request.headers.try_add(*EVENTUAL)
        return page_of(await self._repeatable(request), model)[0]

    async def try_out(self, request: RequestInformation) -> None:
        """Let Graph try something that changes nothing; what it answers is whether it raises."""
        await self._repeatable(request)

    async def write(self, request: RequestInformation) -> None:
        """Change something in a way that has the same effect when it is repeated."""
        async with self._alone(request):
            await self._repeatable(request)

    async def write_and_read(self, request: RequestInformation, model: type[Model]) -> Model | None:
        """Write and return what the call created or changed; None if the answer is empty."""
        async with self._alone(request):
            response = await self._repeatable(request)
        return decoded(response, model) if response.content else None

    async def remove(self, request: RequestInformation) -> None:
        """Delete something; what is not there, or not any more, is as good as deleted."""
        with suppress(NotFound):
            await self.write(request)

    async def create(
        self,
        request: RequestInformation,
        model: type[Model],
        *,
        ambiguous: frozenset[int] = frozenset(),
    ) -> Model:
        """Create something, by exactly one request that Graph did not clearly refuse.

        Raises AmbiguousAnswer if it may exist despite the error: after 5xx, a time-out, a cut connection, an
        unreadable answer, and the statuses in ``ambiguous``.
        """
        response = await self._send_once(request, ambiguous)
        try:
            return decoded(response, model)
        except ServiceFailed as error:
            raise lost_answer(error.path, f"an unreadable answer of status {response.status_code}") from error

    async def create_nothing(self, request: RequestInformation) -> None:
        """Create like :meth:`create`, for calls that answer nothing."""
        await self._send_once(request, frozenset())

    async def _send_once(self, request: RequestInformation, ambiguous: frozenset[int]) -> httpx.Response:
        request.add_request_options([SendOnce()])
        path = self._path(request)
        async with self._alone(request):
            try:
                response = await self._sent_until_it_leaves(request)
            except _NEVER_SENT as error:
                raise unreachable(path, error) from error
            except httpx.HTTPError as error:
                raise lost_answer(path, type(error).__name__) from error
        unclear = response.status_code >= 500 or response.status_code in ambiguous
        if unclear and not is_clear_refusal(response, path):
            raise lost_answer(path, f"status {response.status_code}", response)
        return _accepted(response, path)

    async def _sent_until_it_leaves(self, request: RequestInformation) -> httpx.Response:
        """Send, and send again what provably never left this machine: no connection stood."""
        for borne in range(_CUT_CONNECTIONS_BORNE):
            try:
                return await self._send(request)
            except _NEVER_SENT as error:
                if certificate_problem(error):
                    raise
                await asyncio.sleep(borne + 0.5)
        return await self._send(request)

    async def _repeatable(self, request: RequestInformation) -> httpx.Response:
        """Send; the middleware repeats what failed at Graph, this loop what did not come through to it."""
        path = self._path(request)
        for borne in range(_CUT_CONNECTIONS_BORNE + 1):
            try:
                return _accepted(await self._send(request), path)
            except httpx.HTTPError as error:
                if _is_final(error) or borne == _CUT_CONNECTIONS_BORNE:
                    raise unreachable(path, error) from error
                await asyncio.sleep(borne + 0.5)
        raise AssertionError("the loop either returns or raises")

    async def _send(self, request: RequestInformation) -> httpx.Response:
        request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        response: httpx.Response = await self._adapter.send_primitive_async(request, "bytes", {})
        return response

    def _path(self, request: RequestInformation) -> str:
        request.path_parameters["baseurl"] = self._root
        # Fixed from here on: the SDK fills its template in anew whenever it is asked for the address.
        request.url = request.url
        path: str = urlsplit(request.url).path
        return path.removeprefix(f"/{_VERSION}").replace(_SDK_ME, "/me")

    def _alone(self, request: RequestInformation) -> AbstractAsyncContextManager[Any]:
        """Serialize writes on one object: Graph answers 409 to concurrent writes.

        A service principal's jobs and its stored secrets belong to another service and are locked separately.
        """
        match = _OBJECT.match(self._path(request))
        return self._locks[match[0]] if match else nullcontext()


def _is_final(error: httpx.HTTPError) -> bool:
    return isinstance(error, AnswerRefused) or certificate_problem(error) is not None


def _accepted(response: httpx.Response, path: str) -> httpx.Response:
    if not response.is_success:
        raise error_from(response, path)
    return response
