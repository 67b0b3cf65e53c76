"""Send a sealed hand-off to the address that the signed sheet names; docs/handoff-delivery.md is the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
from pydantic import ValidationError

from total_onboard.core.platforms.tls import ssl_context
from total_onboard.entra.http.bounded_transports import async_bounded
from total_onboard.entra.http.connection_problems import reason_of
from total_onboard.entra.http.logged_clients import RecordedAsyncClient
from total_onboard.entra.http.proxy_transport import AsyncRoutedTransport
from total_onboard.entra.http.response_limits import AnswerRefused
from total_onboard.exchange.handoff.receipt import Receipt, SentHandoff

MEDIA_TYPE: Final = "application/jose"
SECONDS: Final = 20.0
LONGEST_PAUSE: Final = 30.0
SHORTEST_PAUSE: Final = 1.0
LARGEST_ANSWER: Final = 16_000
_DELIVERED: Final = frozenset({200, 201})
_TOO_OFTEN: Final = 429
_SERVER_ERROR: Final = 500
_MEANINGS: Final = {
    400: "the receiver says that it isn't a sealed hand-off",
    404: "there is no receiver at this address",
    409: "the receiver didn't issue the value sheet that it answers",
    413: "the receiver says that it is too large",
    415: "the receiver doesn't take this kind of file",
    429: "the receiver gets too many requests now",
    503: "the receiver can't store it now",
}
Pause = Callable[[float], Awaitable[None]]


async def send(content: bytes, url: str, ca_bundle: Path | None, pause: Pause = asyncio.sleep) -> SentHandoff:
    """Send the file's bytes, twice at most: the receiver recognizes them by their digest. Raises nothing of the net."""
    digest = sha256(content).hexdigest()
    headers = {"content-type": MEDIA_TYPE, "accept": "application/json", "idempotency-key": f'"{digest}"'}
    transport = AsyncRoutedTransport(ssl_context(ca_bundle))
    async with RecordedAsyncClient(transport=transport, timeout=SECONDS, trust_env=False) as client:
        async_bounded(client, SECONDS)
        sent, wait = await _attempt(client, url, content, headers, digest)
        if wait is not None:
            await pause(wait)
            sent, _ = await _attempt(client, url, content, headers, digest)
    return sent


async def _attempt(
    client: httpx.AsyncClient, url: str, content: bytes, headers: dict[str, str], digest: str
) -> tuple[SentHandoff, float | None]:
    """Return how it ended, and the seconds after which another attempt can help."""
    known = SentHandoff(url=url, sha256=digest, at=datetime.now(UTC).replace(microsecond=0))
    try:
        response = await client.post(url, content=content, headers=headers)
    except AnswerRefused as error:
        return known.model_copy(update={"problem": str(error)}), None
    except httpx.HTTPError as error:
        return known.model_copy(update={"problem": reason_of(error)}), SHORTEST_PAUSE
    sent = known.model_copy(update={"status": response.status_code, **_read(response, digest)})
    return sent, None if sent.is_delivered else _pause_after(response)


def _read(response: httpx.Response, digest: str) -> dict[str, object]:
    """Return the receipt's members, or the problem; nothing else that a server says is passed on."""
    if response.status_code not in _DELIVERED:
        meaning = _MEANINGS.get(response.status_code, "the receiver didn't take it")
        return {"problem": f"{meaning} (status {response.status_code})"}
    try:
        receipt = Receipt.model_validate_json(response.content[: LARGEST_ANSWER + 1])
    except ValidationError:
        return {"problem": f"the answer isn't a receipt (status {response.status_code})"}
    if receipt.sha256 != digest or len(response.content) > LARGEST_ANSWER:
        return {"problem": "the receipt is for something else"}
    return {"receipt_id": receipt.id, "received_at": receipt.received_at}


def _pause_after(response: httpx.Response) -> float | None:
    if response.status_code != _TOO_OFTEN and response.status_code < _SERVER_ERROR:
        return None
    named = response.headers.get("retry-after", "")
    seconds = float(named) if named.isascii() and named.isdecimal() and len(named) < 6 else SHORTEST_PAUSE
    return max(SHORTEST_PAUSE, seconds) if seconds <= LONGEST_PAUSE else None
