"""Recorder of every request and its response, so that a test can assert on what was really sent."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CREDENTIAL_HEADERS: Final = frozenset({"authorization", "cookie", "set-cookie"})
UNRECORDED: Final = "/_practice/"


@dataclass
class Exchange:
    """One request and its response. ``status`` is None if the connection was cut before an answer.

    ``at`` and ``until`` are when it came and when it was answered, in real seconds; ``oid`` is whose token it bore.

    Credentials in headers are kept as their scheme alone; bodies are kept whole.
    """

    host: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    at: float
    until: float = 0.0
    oid: str = ""
    body: str = ""
    status: int | None = None
    response_body: str = ""

    @property
    def json(self) -> object:
        """The request's body as JSON. Raises ValueError if it is none."""
        return json.loads(self.body)


class Recorder:
    """ASGI middleware around one host. All hosts of a tenant share one list, in the order of arrival."""

    def __init__(self, app: ASGIApp, host: str, exchanges: list[Exchange], now: Callable[[], float]) -> None:
        self._app = app
        self._host = host
        self._exchanges = exchanges
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and keep it."""
        if scope["type"] != "http" or scope["path"].startswith(UNRECORDED):
            await self._app(scope, receive, send)
            return
        exchange = self._begin(scope)
        sent, answered = bytearray(), bytearray()

        async def hear() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            exchange.body = sent.decode(errors="replace")
            return message

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
            answered.extend(message.get("body", b""))
            exchange.response_body = answered.decode(errors="replace")
            await send(message)

        try:
            await self._app(scope, hear, say)
        finally:
            exchange.until = self._now()

    def _begin(self, scope: Scope) -> Exchange:
        exchange = Exchange(
            host=self._host,
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode(),
            headers=_readable(scope["headers"]),
            at=self._now(),
            oid=_oid(scope["headers"]),
        )
        self._exchanges.append(exchange)
        return exchange


def _readable(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    texts = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    return {name: _masked(value) if name in CREDENTIAL_HEADERS else value for name, value in texts.items()}


def _oid(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the object id that the token claims; the host that answers verifies the token."""
    bearer = next((value.split() for name, value in headers if name.lower() == b"authorization"), [])
    payload = bearer[-1].split(b".")[1:2] if bearer else []
    try:
        return str(json.loads(urlsafe_b64decode(payload[0] + b"==")).get("oid", "")) if payload else ""
    except ValueError:
        return ""


def _masked(value: str) -> str:
    return f"{value.split(' ')[0]} …" if " " in value else "…"
