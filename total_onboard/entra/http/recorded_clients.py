"""HTTP clients that log every request with a unique id, like those for Graph."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from total_onboard.entra.http.call_record import CLIENT_REQUEST_ID, log_call, record_of


class RecordedClient(httpx.Client):
    """Recorded client for MSAL."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send, and tell also of what got no answer."""
        with _logged(request) as answers:
            answers.append(super().send(request, **options))
        return answers[0]


class RecordedAsyncClient(httpx.AsyncClient):
    """Recorded client for TOTAL's SCIM endpoint."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send, and tell also of what got no answer."""
        with _logged(request) as answers:
            answers.append(await super().send(request, **options))
        return answers[0]


@contextmanager
def _logged(request: httpx.Request) -> Iterator[list[httpx.Response]]:
    request.headers.setdefault(CLIENT_REQUEST_ID, str(uuid4()))
    answers: list[httpx.Response] = []
    failure: httpx.HTTPError | None = None
    start = time.monotonic()
    try:
        yield answers
    except httpx.HTTPError as error:
        failure = error
        raise
    finally:
        log_call(record_of(request, answers[0] if answers else None, time.monotonic() - start, failure))
