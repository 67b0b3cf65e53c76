"""Receiver of hand-offs that setups send (docs/handoff-delivery.md), behind the team's own reverse proxy.

It reads nothing but the public part, and stores the bytes until a representative opens them in the dashboard.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from total_onboard.core.errors import BadSheet, OnboardError
from total_onboard.dashboard.services import Services
from total_onboard.exchange.handoff.receipt import Receipt
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff, sealed_in
from total_onboard.exchange.ledger.team.posted_handoffs import TooManyUnopened
from total_onboard.exchange.parsing.strict_json import LARGEST
from total_onboard.ui.logging_setup import LOGGER

PATH: Final = "/handoffs"
MEDIA_TYPE: Final = "application/jose"
PER_SENDER: Final = 20
IN_ALL: Final = 200
"""Requests in a minute."""
_MINUTE: Final = 60.0
_NAME: Final = "the hand-off"


class RateLimit:
    """Counts requests by minute: of each sender, and of all. What is refused of a sender doesn't count for all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def seconds_to_wait(self, sender: str) -> int:
        """Count a request; return 0 if it is allowed, else for how many seconds to wait."""
        with self._lock:
            now = self._clock()
            if int(now // _MINUTE) != self._minute:
                self._minute, self._counts = int(now // _MINUTE), {}
            is_allowed = self._counted(sender) <= PER_SENDER and self._counted("") <= IN_ALL
            return 0 if is_allowed else int(_MINUTE - now % _MINUTE) + 1

    def _counted(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]


class Receiver:
    """Answers as the protocol says; what went wrong is said in a line of text."""

    def __init__(self, services: Services, limit: RateLimit | None = None) -> None:
        self._services = services
        self._limit = limit or RateLimit()

    async def post(self, request: Request) -> Response:
        """Take one hand-off."""
        if wait := self._limit.seconds_to_wait(_sender(request)):
            return _refused(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.", wait)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send it as {MEDIA_TYPE}.")
        body = await _body(request)
        if body is None:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A hand-off has at most {LARGEST} bytes.")
        digest = sha256(body).hexdigest()
        if request.headers.get("idempotency-key", "") != f'"{digest}"':
            return _refused(HTTPStatus.BAD_REQUEST, "Idempotency-Key isn't the SHA-256 of the body.")
        return await run_in_threadpool(self._stored, body, digest)

    def _stored(self, body: bytes, digest: str) -> Response:
        try:
            sealed = sealed_in(body.decode("ascii"), _NAME)
        except (BadSheet, UnicodeDecodeError):
            return _refused(HTTPStatus.BAD_REQUEST, "This isn't a sealed hand-off.")
        try:
            if self._is_foreign(sealed):
                return _refused(HTTPStatus.CONFLICT, "No such sheet was issued here.")
            post, is_new = self._services.ledger.store_post(sealed.filing.sheet_id, digest, sealed.text)
        except TooManyUnopened:
            return _refused(HTTPStatus.TOO_MANY_REQUESTS, "Too many hand-offs of this sheet wait to be opened.", 3600)
        except OnboardError as error:
            logging.getLogger(LOGGER).error("a hand-off can't be stored: %s", error.code)
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "It can't be stored now.", 30)
        receipt = Receipt(id=str(post.id), received_at=post.received_at, sha256=digest)
        return JSONResponse(receipt.model_dump(mode="json"), HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    def _is_foreign(self, sealed: SealedHandoff) -> bool:
        """Return whether no such sheet was issued here, or it is sealed to another key than the sheet's."""
        entry = self._services.ledger.sheet(str(sealed.filing.sheet_id))
        keys = self._services.keys.by_handoff_key(sealed.kid)
        return entry is None or keys is None or keys.signing.kid != entry.key_id


def receiver_app(services: Services, limit: RateLimit | None = None) -> Starlette:
    """Return the application of the receiver, which serves nothing else."""
    return Starlette(routes=[Route(PATH, Receiver(services, limit).post, methods=["POST"])])


async def _body(request: Request) -> bytes | None:
    """Read a body; None for one that is too large; the rest isn't read."""
    content = b""
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > LARGEST:
                return None
    except ClientDisconnect:
        return b""
    return content


def _sender(request: Request) -> str:
    """Return the address that the reverse proxy appended last; only it reaches this port."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded[:100] or (request.client.host if request.client else "unknown")


def _refused(status: HTTPStatus, why: str, wait: int | None = None) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return PlainTextResponse(f"{why}\n", status, headers=headers)
