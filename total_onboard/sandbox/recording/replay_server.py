"""Replay: three hosts on loopback that answer as in a recording, so that a command takes the same course offline."""

from __future__ import annotations

import json
import socket
import statistics
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.http.origin_check import OwnOrigin
from total_onboard.sandbox.http.server import CUT, Host, ServerThread, loopback_sockets
from total_onboard.sandbox.http.tls import LoopbackTls
from total_onboard.sandbox.recording.archive import SERVICES, RecordedExchange, RecordedRun
from total_onboard.sandbox.recording.placeholders import Placeholders
from total_onboard.sandbox.recording.recorded_answers import Playback, missing_answer
from total_onboard.sandbox.recording.replayed_sign_in import StandInSignIn, with_valid_tokens

_LONGEST_SECONDS: Final = 20.0
"""Limit of the waits that settings allow: the recorded tenant doesn't change."""
_NOT_SENT: Final = frozenset({"date", "content-length", "transfer-encoding", "connection", "retry-after"})
_RETRY_SECONDS: Final = 1


class Replay:
    """One replayed run. Use as a context manager; ``departures`` are the requests that the recording doesn't have.

    ``settings`` names the settings of the recorded run that the replay takes over.
    """

    def __init__(
        self, run: RecordedRun, settings: Iterable[str], on_departure: Callable[[str], None] = lambda _: None
    ) -> None:
        self.run = run
        self._settings = tuple(settings)
        self.departures: list[str] = []
        self._on_departure = on_departure
        sockets = {name: loopback_sockets() for name in SERVICES}
        self.addresses = Addresses(**{name: _url(bound) for name, bound in sockets.items()})
        self._tls = LoopbackTls()
        self._state = tempfile.TemporaryDirectory(prefix="total-onboard-replay-")
        placeholders = Placeholders(run, self._known_origins())
        self._playback = Playback(run, placeholders, self._departed)
        self._sign_in = StandInSignIn(run, self.addresses.sign_in)
        skew = _clock_skew(run)
        hosts = {name: self._host(name, bound) for name, bound in sockets.items()}
        self._thread = ServerThread(hosts, lambda: datetime.now(UTC) + skew)

    def __enter__(self) -> Self:
        self._write_journals()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.stop()
        self._tls.close()
        self._state.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point the tool at this replay, with the recorded settings."""
        settings = self.run.head.settings
        named = {name: _text(settings.get(name)) for name in self._settings}
        named |= {name: str(min(float(named[name] or 0), _LONGEST_SECONDS)) for name in named if "_seconds" in name}
        found = {
            "cloud": "custom",
            "authority_url": self.addresses.sign_in,
            "graph_url": self.addresses.graph,
            "ca_bundle": str(self._tls.bundle),
            "state_dir": self._state.name,
            "tenant": _text(settings.get("tenant")) or self.run.head.tenant_id or "",
            **{name: self._here(value) for name, value in named.items()},
            "scim_token": "replayed-token" if named["scim_url"] else "",
        }
        return {f"TOTAL_ONBOARD_{name.upper()}": value for name, value in found.items() if value}

    def _departed(self, what: str) -> None:
        self.departures.append(what)
        self._on_departure(what)

    def _known_origins(self) -> dict[str, list[str]]:
        """Return the recorded and the present origins of each service; addresses of TOTAL's sign-in count as TOTAL."""
        found = {name: [*sorted(self.run.origins(name)), getattr(self.addresses, name)] for name in SERVICES}
        settings = self.run.head.settings
        named = [*_list(settings.get("redirect_uri")), *_list(settings.get("scim_url"))]
        found["total"] += [origin for origin in map(_origin, named) if origin and origin not in found["total"]]
        return found

    def _here(self, text: str) -> str:
        """Replace the recorded origins by those of this replay."""
        for name, origins in self._known_origins().items():
            for origin in origins:
                text = text.replace(origin, getattr(self.addresses, name))
        return text

    def _write_journals(self) -> None:
        folder = Path(self._state.name) / (self.run.head.tenant_id or "unknown")
        folder.mkdir(mode=0o700)
        for product, lines in self.run.head.journals.items():
            name = "".join(letter for letter in product if letter.isalnum() or letter in "-_")
            path = folder / f"{name}.jsonl"
            path.touch(mode=0o600)
            path.write_text(
                "".join(self._here(json.dumps(_without_fingerprint(line))) + "\n" for line in lines), "utf-8"
            )

    def _host(self, name: str, sockets: list[socket.socket]) -> Host:
        app = OwnOrigin(self._app(name), getattr(self.addresses, name), self.addresses)
        return Host(app, sockets, self._tls.server_context(name))

    def _app(self, service: str) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return
            body = await _body(receive)
            await self._answer(service, scope, body, receive, send)

        return answer

    async def _answer(self, service: str, scope: Scope, body: str, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        made = None
        if service == "sign_in":
            made = self._stand_in(method, path, query, body)
        if made is not None:
            await _send(send, 200, {"content-type": "application/json"}, made.encode())
            return
        exchange = self._playback.answer(service, method, path, query, body)
        if exchange is None:
            await _send(send, 501, {"content-type": "application/json"}, missing_answer(method, path))
        elif not exchange.status:
            await _cut(scope, receive)
        else:
            await _send(send, exchange.status, self._headers(exchange), self._content(exchange))

    def _stand_in(self, method: str, path: str, query: list[tuple[str, str]], body: str) -> str | None:
        """Return an answer of the sign-in that the recording lacks."""
        if self._playback.has("sign_in", method, path, query, body):
            return None
        return self._sign_in.answer(method, path, body)

    def _headers(self, exchange: RecordedExchange) -> dict[str, str]:
        kept = {name: value for name, value in exchange.answer_headers.items() if name not in _NOT_SENT}
        if "location" in kept:
            kept["location"] = self._here(kept["location"])
        if "retry-after" in exchange.answer_headers:
            kept["retry-after"] = str(_RETRY_SECONDS)
        return kept

    def _content(self, exchange: RecordedExchange) -> bytes:
        text = self._here(self._playback.renames.applied(exchange.answer))
        return (with_valid_tokens(text) if exchange.service == "sign_in" else text).encode()


def recorded_command(run: RecordedRun) -> tuple[str, ...]:
    """Return the words of the recorded command, without its files and without what a replay sets."""
    left_out = {"sandbox", "persona", "record", "tenant", "cloud", "config", "log_file", "sign_in", "yes"}
    words = [*run.head.command.split()]
    for name, value in run.head.options.items():
        option = f"--{name.strip('_').replace('_', '-')}"
        if name in left_out or value == "FILE":
            continue
        for one in _list(value):
            words += [option] if one is True else [option, str(one)]
    return tuple(words)


def _clock_skew(run: RecordedRun) -> timedelta:
    """Return by how much the recorded services' clock was ahead of the machine's."""
    found = []
    for one in run.exchanges:
        try:
            date = parsedate_to_datetime(one.answer_headers["date"])
        except (KeyError, ValueError):
            continue
        found.append((date - one.started).total_seconds() - one.seconds / 2)
    seconds = statistics.median(found) if found else 0.0
    return timedelta(seconds=seconds if abs(seconds) > 5 else 0)


def _without_fingerprint(line: Any) -> Any:  # noqa: ANN401
    """Empty the fingerprint of the SCIM credentials: a replay has others, which must not count as a change."""
    return {**line, "fingerprint": ""} if isinstance(line, dict) and "fingerprint" in line else line


async def _body(receive: Receive) -> str:
    content, more = b"", True
    while more:
        message = await receive()
        content += message.get("body", b"")
        more = message.get("more_body", False)
    return content.decode("utf-8", "replace")


async def _send(send: Send, status: int, headers: Mapping[str, str], content: bytes) -> None:
    lines = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    lines.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": content})


async def _cut(scope: Scope, receive: Receive) -> None:
    """Cut the connection: the recorded request got no answer."""
    scope["extensions"][CUT]()
    while (await receive())["type"] != "http.disconnect":
        pass


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None or value is False:
        return ""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value] if value is not None else []


def _origin(url: Any) -> str:  # noqa: ANN401
    parts = urlsplit(str(url))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _url(bound: list[socket.socket]) -> str:
    return f"https://localhost:{bound[0].getsockname()[1]}"
