"""Measures of a recorded run that are no differences: lags, refusals for a while, and durations."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from total_onboard.sandbox.recording.archive import RecordedExchange
from total_onboard.sandbox.recording.comparison.differences import path_pattern


@dataclass(frozen=True)
class Lag:
    """Change that was not visible immediately: ``seconds`` from the last change until it was, ``status`` before it."""

    method: str
    path: str
    status: int
    seconds: float
    exchange: int


@dataclass(frozen=True)
class Refusal:
    """Answer of a service that is busy or broken. ``retry_after`` is as it was sent, empty without one."""

    method: str
    path: str
    status: int
    retry_after: str
    exchange: int


@dataclass(frozen=True)
class Duration:
    """Seconds that the requests of one kind took."""

    method: str
    path: str
    requests: int
    median: float
    longest: float


def key_of(exchange: RecordedExchange) -> tuple[str, ...]:
    """Return what a repeated request has in common with the first one."""
    return exchange.service, exchange.method, exchange.url, exchange.body


def success_after(exchanges: Sequence[RecordedExchange], number: int) -> int | None:
    """Return the number of the exchange in which a request without success succeeded; None if it never did."""
    key = key_of(exchanges[number])
    later = range(number + 1, len(exchanges))
    return next((at for at in later if 200 <= exchanges[at].status < 300 and key_of(exchanges[at]) == key), None)


def overlaps_change(exchanges: Sequence[RecordedExchange], number: int) -> bool:
    """Return whether a change was on its way during an exchange: then nobody knows which of the two came first."""
    one = exchanges[number]
    ended = one.started + timedelta(seconds=one.seconds)
    return any(
        each.method != "GET"
        and each.service != "sign_in"
        and each is not one
        and each.started < ended
        and one.started < each.started + timedelta(seconds=each.seconds)
        for each in exchanges
    )


def lag_of(exchanges: Sequence[RecordedExchange], number: int, visible: int) -> Lag:
    """Measure from the end of the last change before an exchange until its request succeeded."""
    one = exchanges[number]
    changes = [each for each in exchanges[:number] if each.method != "GET" and 200 <= each.status < 300]
    began = one.started
    if changes:
        began = changes[-1].started + timedelta(seconds=changes[-1].seconds)
    seconds = max((exchanges[visible].started - began).total_seconds(), 0.0)
    return Lag(one.method, path_pattern(one.path), one.status, round(seconds, 3), number)


def refusal_of(exchange: RecordedExchange, number: int) -> Refusal:
    """Describe an answer of a service that is busy or broken."""
    retry_after = exchange.answer_headers.get("retry-after", "")
    return Refusal(exchange.method, path_pattern(exchange.path), exchange.status, retry_after, number)


def durations_of(exchanges: Sequence[RecordedExchange]) -> tuple[Duration, ...]:
    """Measure the requests by kind, longest first."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in exchanges:
        found[one.method, path_pattern(one.path)].append(one.seconds)
    made = (
        Duration(method, path, len(all_), round(statistics.median(all_), 3), round(max(all_), 3))
        for (method, path), all_ in found.items()
    )
    return tuple(sorted(made, key=lambda one: -one.longest))
