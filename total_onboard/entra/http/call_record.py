"""Record of a request: enough for Microsoft's support, nothing that is secret."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from total_onboard.core.known_secrets import abridged
from total_onboard.entra.http.connection_problems import reason_of
from total_onboard.entra.sign_in.token_claims import texts_in

if TYPE_CHECKING:
    import httpx

_LOG: Final = logging.getLogger("total_onboard.calls")
_READS: Final = frozenset({"GET", "HEAD"})
CLIENT_REQUEST_ID: Final = "client-request-id"
_LONGEST_ID: Final = 200


@dataclass(frozen=True)
class CallRecord:
    """One request that went over the wire: its path without the query, never a body.

    ``status`` is None when no answer came; ``seconds`` is how long it took; ``write`` is whether it could change
    something; ``request_id`` is the service's, ``client_request_id`` ours. ``at`` is when it ended by this machine's
    clock, ``server_time`` by the service's, to the second (the Date header, RFC 9110). ``role_ids`` are the directory
    roles that the token of the request bore. ``reason`` is why no answer came.
    """

    method: str
    path: str
    status: int | None
    seconds: float
    request_id: str | None
    client_request_id: str
    write: bool
    host: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    server_time: datetime | None = None
    role_ids: frozenset[str] = frozenset()
    reason: str = ""

    def __str__(self) -> str:
        """Return one line of the log."""
        return (
            f"{self.method} {self.host}{self.path} -> {self._end} in {self.seconds * 1000:.0f} ms "
            f"(request-id {self.request_id or 'none'}, client-request-id {self.client_request_id or 'none'})"
        )

    @property
    def _end(self) -> str:
        return str(self.status or (f"no answer ({self.reason})" if self.reason else "no answer"))


def record_of(
    request: httpx.Request, response: httpx.Response | None, seconds: float, error: BaseException | None = None
) -> CallRecord:
    """Return the record of a request and its answer; Graph and the sign-in name their ids differently."""
    ids = response.headers if response is not None else {}
    return CallRecord(
        method=request.method,
        path=request.url.path,
        status=response.status_code if response is not None else None,
        seconds=seconds,
        request_id=abridged(ids.get("request-id") or ids.get("x-ms-request-id") or "", _LONGEST_ID) or None,
        client_request_id=request.headers.get(CLIENT_REQUEST_ID, ""),
        write=request.method not in _READS,
        host=request.url.netloc.decode(),
        server_time=instant(ids.get("date") or ""),
        role_ids=_roles(request),
        reason=reason_of(error) if error else "",
    )


def _roles(request: httpx.Request) -> frozenset[str]:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return texts_in(token, "wids")


def instant(date: str) -> datetime | None:
    """Return a date as HTTP writes it; None for anything else."""
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def log_call(record: CallRecord) -> None:
    """Write the call to the log; the record is attached for handlers that keep the last ones."""
    _LOG.debug("%s", record, extra={"call": record})


def ignore_call(record: CallRecord) -> None:
    """Ignore the record."""
