"""HTTP clients that log every request with a unique id, like those for Graph."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import httpx

from total_onboard.entra.http.call_record import CLIENT_REQUEST_ID, log_call, record_of
from total_onboard.entra.recording.tap import Exchange, Service, note_exchange

_ANSWER: Final = "answer"


class RecordedClient(httpx.Client):
    """Recorded client for MSAL."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send, and tell also of what got no answer."""
        with _logged(request, Service.SIGN_IN) as answers:
            answers.append(super().send(request, **options))
        return answers[0]


class RecordedAsyncClient(httpx.AsyncClient):
    """Recorded client for TOTAL's SCIM endpoint."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send, and tell also of what got no answer."""
        with _logged(request, Service.TOTAL) as answers:
            answers.append(await super().send(request, **options))
        return answers[0]


def keep_answer(response: httpx.Response) -> None:
    """Keep an answer with its request, because a later hook may refuse it."""
    response.request.extensions[_ANSWER] = response


@contextmanager
def _logged(request: httpx.Request, service: Service) -> Iterator[list[httpx.Response]]:
    request.headers.setdefault(CLIENT_REQUEST_ID, str(uuid4()))
    answers: list[httpx.Response] = []
    failure: httpx.HTTPError | None = None
    started, start = datetime.now(UTC), time.monotonic()
    try:
        yield answers
    except httpx.HTTPError as error:
        failure = error
        raise
    finally:
        response, seconds = answers[0] if answers else None, time.monotonic() - start
        record = record_of(request, response, seconds, failure)
        log_call(record)
        received = response or request.extensions.get(_ANSWER)
        note_exchange(Exchange(service, request, received, started, seconds, record.reason))
