"""What is remembered of a request: enough for Microsoft's support, nothing that is secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CallRecord:
    """One request that went over the wire: its path without the query, never a body.

    ``status`` is None when no answer came; ``seconds`` is how long it took; ``write`` is whether it could change
    something; ``request_id`` is Graph's, ``client_request_id`` ours.
    """

    method: str
    path: str
    status: int | None
    seconds: float
    request_id: str | None
    client_request_id: str
    write: bool


def forget(record: CallRecord) -> None:
    """For those who keep no record."""
