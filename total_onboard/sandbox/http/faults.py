"""A plan of faults: what goes wrong on the n-th request that matches. Declared, replayable, never by chance."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from total_onboard.sandbox.http.recorder import UNRECORDED
from total_onboard.sandbox.http.server import CUT


class Kind(StrEnum):
    """Kind of a fault."""

    STATUS = "status"
    STATUS_AFTER = "status-after"
    CUT_BEFORE = "cut-before"
    CUT_AFTER = "cut-after"
    DELAY = "delay"
    MALFORMED = "malformed"
    PROXY_PAGE = "proxy-page"
    TOKENS_EXPIRE = "tokens-expire"
    SIGN_IN_REVOKED = "sign-in-revoked"
    STEP_UP = "step-up"


class Fault(BaseModel):
    """One fault. It happens on the ``nth`` request that matches and the ``times - 1`` after it; 0 is for ever.

    ``host`` is sign_in, graph or total; ``method`` and ``path`` are regular expressions for the whole. With
    ``status``: ``retry_after`` in seconds, written as a date with ``retry_after_as_date``; ``error`` is Graph's code,
    ``body`` an answer of any other kind. ``status-after`` says the same, but only once the request has been processed.
    ``cut-before`` cuts the connection before the request is processed, ``cut-after`` once it has been.
    With ``delay`` the answer is held back until the request has taken ``seconds`` in all.
    ``tokens-expire`` ends access tokens before it is, ``sign-in-revoked`` what renews them too; ``step-up`` lets Graph
    require an authentication context from then on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    host: str = "graph"
    method: str = ".*"
    path: str = ".*"
    nth: int = 1
    times: int = 1
    status: int = 503
    error: str = "ServiceUnavailable"
    message: str = "The service is not available at the moment."
    headers: dict[str, str] = {}
    body: str | None = None
    retry_after: int | None = None
    retry_after_as_date: bool = False
    seconds: float = 0.0

    def matches(self, host: str, method: str, path: str) -> bool:
        """Return whether it is about this request."""
        return host == self.host and bool(re.fullmatch(self.method, method)) and bool(re.fullmatch(self.path, path))


class FaultPlan:
    """The faults still to come, for all hosts. ``happened`` lists which fault met which request, in order."""

    def __init__(self, now: Callable[[], datetime], acts: Mapping[Kind, Callable[[], None]]) -> None:
        self.now = now
        self._acts = dict(acts)
        self.happened: list[tuple[Fault, str]] = []
        self._counts: list[tuple[Fault, list[int]]] = []

    def add(self, *faults: Fault | Mapping[str, Any]) -> None:
        """Plan more faults; each counts from now on. Raises pydantic.ValidationError for a wrong declaration."""
        self._counts += [(Fault.model_validate(fault), [0]) for fault in faults]

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._counts.clear()

    def when(self, kind: Kind, act: Callable[[], None]) -> None:
        """Do this at the moment of every fault of a kind: before the request is passed on or the connection is cut."""
        self._acts[kind] = act

    def act(self, kind: Kind) -> None:
        """Do to the tenant what this kind of fault does, if it does anything."""
        if kind in self._acts:
            self._acts[kind]()

    def next_for(self, host: str, method: str, path: str) -> Fault | None:
        """Count this request, and return the first fault that is due for it."""
        due = None
        for fault, seen in self._counts:
            if fault.matches(host, method, path):
                seen[0] += 1
                over = bool(fault.times) and seen[0] >= fault.nth + fault.times
                due = fault if due is None and seen[0] >= fault.nth and not over else due
        if due is not None:
            self.happened.append((due, f"{method} {path}"))
        return due


class FaultMiddleware:
    """ASGI middleware: carries the plan out on one host."""

    def __init__(self, app: ASGIApp, host: str, plan: FaultPlan) -> None:
        self._app = app
        self._host = host
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless a fault is due."""
        quiet = scope["type"] != "http" or scope["path"].startswith(UNRECORDED)
        fault = None if quiet else self._plan.next_for(self._host, scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await self._go_wrong(fault, scope, receive, send)

    async def _go_wrong(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case Kind.CUT_BEFORE:
                self._plan.act(fault.kind)
                await _cut(scope, receive)
            case Kind.CUT_AFTER:
                await self._app(scope, receive, _swallow)
                self._plan.act(fault.kind)
                await _cut(scope, receive)
            case Kind.TOKENS_EXPIRE | Kind.SIGN_IN_REVOKED | Kind.STEP_UP:
                await asyncio.sleep(fault.seconds)
                self._plan.act(fault.kind)
                await self._app(scope, receive, send)
            case Kind.DELAY | Kind.MALFORMED:
                await self._app(scope, receive, _answering_as(fault, send))
            case Kind.PROXY_PAGE:
                await _answer(send, fault.status, {"content-type": "text/html"}, PROXY_PAGE)
            case Kind.STATUS:
                await self._say(fault, send)
            case Kind.STATUS_AFTER:
                await self._app(scope, receive, _swallow)
                await self._say(fault, send)

    async def _say(self, fault: Fault, send: Send) -> None:
        now = self._plan.now()
        await _answer(send, fault.status, _headers(fault, now), _error_body(fault, now))


PROXY_PAGE: Final = b"<html><head><title>Access denied</title></head><body>Your proxy says no.</body></html>"


async def _cut(scope: Scope, receive: Receive) -> None:
    scope["extensions"][CUT]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _swallow(message: Message) -> None:
    """Lose the answer on its way."""


def _answering_as(fault: Fault, send: Send) -> Send:
    return _held_back(send, fault.seconds) if fault.kind is Kind.DELAY else _halving(send)


def _held_back(send: Send, seconds: float) -> Send:
    """Say nothing before so many seconds from now."""
    due = asyncio.get_running_loop().time() + seconds

    async def say(message: Message) -> None:
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        await send(message)

    return say


def _halving(send: Send) -> Send:
    """Send only the first half of what the application says, as a whole answer."""

    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
            await send({**message, "headers": kept})
        else:
            body = message.get("body", b"")
            await send({**message, "body": body[: len(body) // 2]})

    return say


async def _answer(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*lines, length]})
    await send({"type": "http.response.body", "body": body})


def _headers(fault: Fault, now: datetime) -> dict[str, str]:
    headers = {"content-type": "application/json"} | fault.headers
    if fault.retry_after is not None:
        date = format_datetime(now + timedelta(seconds=fault.retry_after), usegmt=True)
        headers["retry-after"] = date if fault.retry_after_as_date else str(fault.retry_after)
    return headers


def _error_body(fault: Fault, now: datetime) -> bytes:
    if fault.body is not None:
        return fault.body.encode()
    inner = {"date": now.strftime("%Y-%m-%dT%H:%M:%S"), "request-id": "practice", "client-request-id": "practice"}
    return json.dumps({"error": {"code": fault.error, "message": fault.message, "innerError": inner}}).encode()
