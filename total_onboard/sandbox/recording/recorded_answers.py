"""Playback: the recorded answer for each request, in the recorded order, and where a run leaves the recording."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from total_onboard.sandbox.recording.archive import RecordedExchange, RecordedRun
from total_onboard.sandbox.recording.placeholders import Placeholders, Renames, Signature

_PENDING: Final = ("authorization_pending", "slow_down")


class _Writes:
    """Changes of the recorded run, and which of them this run has made: a read must see the same ones."""

    def __init__(self, run: RecordedRun) -> None:
        self._left = [one for one in run.exchanges if _is_write(one)]
        self._newest = datetime.min.replace(tzinfo=UTC)

    def note(self, exchange: RecordedExchange) -> None:
        if _is_write(exchange):
            self._left = [one for one in self._left if one is not exchange]
            self._newest = max(self._newest, exchange.ended)

    def is_past(self, exchange: RecordedExchange) -> bool:
        """Return whether a recorded read can lack a change that was made."""
        return exchange.method == "GET" and exchange.started < self._newest

    def is_future(self, exchange: RecordedExchange) -> bool:
        """Return whether a recorded read can show a change that is still to come."""
        return exchange.method == "GET" and any(one.ended <= exchange.started for one in self._left)


@dataclass
class _Queue:
    """The recorded exchanges of one signature; the last one repeats, as for a poll."""

    exchanges: list[tuple[Signature, RecordedExchange]] = field(default_factory=list)
    used: int = 0

    def next(self, writes: _Writes) -> tuple[Signature, RecordedExchange]:
        last = len(self.exchanges) - 1
        at = min(self.used, last)
        while at < last and writes.is_past(self.exchanges[at][1]) and not writes.is_future(self.exchanges[at + 1][1]):
            at += 1
        if at > 0 and writes.is_future(self.exchanges[at][1]):
            at -= 1
        self.used = max(self.used, at + 1)
        writes.note(self.exchanges[at][1])
        return self.exchanges[at]

    @property
    def is_exhausted(self) -> bool:
        return self.used >= len(self.exchanges)


class Playback:
    """Chooses the answers of one run. ``depart`` hears each request that the recording doesn't have."""

    def __init__(self, run: RecordedRun, placeholders: Placeholders, depart: Callable[[str], None]) -> None:
        self.renames = Renames()
        self._placeholders = placeholders
        self._depart = depart
        self._lock = threading.Lock()
        self._queues: dict[tuple[object, ...], _Queue] = defaultdict(_Queue)
        self._by_address: dict[tuple[object, ...], list[_Queue]] = defaultdict(list)
        self._writes = _Writes(run)
        for one in _without_pending(run.exchanges):
            self._add(one)

    def answer(
        self, service: str, method: str, path: str, query: Iterable[tuple[str, str]], body: str
    ) -> RecordedExchange | None:
        """Return the recorded exchange for a request; None if there is none."""
        actual = self._placeholders.signature(service, method, path, query, body)
        with self._lock:
            queue = self._queue_for(actual)
            if queue is None:
                self._depart(f"{method} {path}: the recording has no such request.")
                return None
            recorded, exchange = queue.next(self._writes)
            self.renames.learn(recorded, actual)
        if exchange.left_out:
            self._depart(f"{method} {path}: a body was too large to be recorded, and is empty here.")
        return exchange

    def has(self, service: str, method: str, path: str, query: Iterable[tuple[str, str]], body: str) -> bool:
        """Return whether the recording has a request."""
        return self._placeholders.signature(service, method, path, query, body).whole in self._queues

    def _queue_for(self, actual: Signature) -> _Queue | None:
        """Find the same request, or one that differs in its body alone."""
        if actual.whole in self._queues:
            return self._queues[actual.whole]
        alike = self._by_address.get(actual.address)
        if not alike or actual.service == "sign_in":
            return None
        self._depart(f"{actual.method} {actual.path}: the recorded request has another body.")
        return next((queue for queue in alike if not queue.is_exhausted), alike[-1])

    def _add(self, exchange: RecordedExchange) -> None:
        signature = self._placeholders.signature(
            exchange.service, exchange.method, exchange.path, exchange.query, exchange.body
        )
        if signature.whole not in self._queues:
            self._by_address[signature.address].append(self._queues[signature.whole])
        self._queues[signature.whole].exchanges.append((signature, exchange))


def _is_write(exchange: RecordedExchange) -> bool:
    is_change = exchange.service != "sign_in" and exchange.method != "GET"
    return is_change and 200 <= exchange.status < 300


def _without_pending(exchanges: Iterable[RecordedExchange]) -> Iterable[RecordedExchange]:
    """Leave out the polls for a device code that was not answered yet: nobody waits for a recorded person."""
    return (one for one in exchanges if not (one.service == "sign_in" and _error(one) in _PENDING))


def _error(exchange: RecordedExchange) -> object:
    document = exchange.answer_json
    return document.get("error") if isinstance(document, Mapping) else None


def missing_answer(method: str, path: str) -> bytes:
    """Return what Graph would say of a request that nobody can answer."""
    message = f"The recording has no answer to {method} {path}."
    return json.dumps({"error": {"code": "NotInRecording", "message": message}}).encode()
