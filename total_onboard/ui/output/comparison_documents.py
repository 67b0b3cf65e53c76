"""Comparison of a recording with the sandbox, as a member of the JSON document."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ComparedMember(_Fact):
    """One difference. ``kind`` is status, error-code, missing, additional, type, header or visibility.

    ``member`` is where in the body, or which header; ``recorded`` and ``sandbox`` are what both have there.
    ``exchange`` is the number of the first such entry of the recording, from 0. ``reason`` says why the difference is
    accepted; it is empty if it isn't.
    """

    kind: str
    method: str
    path: str
    member: str
    recorded: str
    sandbox: str
    exchange: int
    times: int
    reason: str


class NotCompared(_Fact):
    """Why entries of the recording were not compared: how many, and the number of the first."""

    why: str
    exchange: int
    times: int


class RecordedLag(_Fact):
    """Change that was not visible immediately: seconds until it was, and the status of the answer before."""

    method: str
    path: str
    status: int
    seconds: float
    exchange: int


class RecordedRefusal(_Fact):
    """Answer of a service that was busy or broken; ``retry_after`` is empty if it didn't say when to come back."""

    method: str
    path: str
    status: int
    retry_after: str
    exchange: int


class RecordedDuration(_Fact):
    """Seconds that the requests of one kind took."""

    method: str
    path: str
    requests: int
    median: float
    longest: float


class ComparedRun(_Fact):
    """Result of ``sandbox compare``.

    Of the ``compared`` entries, ``compared_in_shape`` are about a state that came from the recording itself: they
    prove members, types and headers, but nothing about values.
    """

    command: str
    persona: str
    exchanges: int
    compared: int
    compared_in_shape: int
    differences: tuple[ComparedMember, ...]
    not_comparable: tuple[NotCompared, ...]
    lags: tuple[RecordedLag, ...]
    refusals: tuple[RecordedRefusal, ...]
    durations: tuple[RecordedDuration, ...]
