"""Archive of a recorded run (HTTP Archive 1.2), read as data: each value is checked before it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

SERVICES: Final = ("sign_in", "graph", "total")
_LARGEST: Final = 256 * 1024 * 1024
_LONGEST: Final = 24 * 60 * 60 * 1000
"""Milliseconds of one request: no command waits for a day."""
_LAST_YEAR: Final = 9000


class NotARecording(Exception):
    """The file can't be used; the text says why."""


class _Header(BaseModel):
    name: str
    value: str


class _PostData(BaseModel):
    text: str = ""


def _address(url: str) -> str:
    """Check an address, whose parts are used later. Raises ValueError."""
    _ = urlsplit(url).port
    if not url.isprintable():
        raise ValueError("it has characters that no address has")
    return url


def _moment(moment: datetime) -> datetime:
    """Check a time, to which a duration is added later. Raises ValueError."""
    if moment.year > _LAST_YEAR:
        raise ValueError("it is in the far future")
    return moment


class _Request(BaseModel):
    method: str = Field(pattern=r"^[A-Z]{3,10}$")
    url: Annotated[str, Field(max_length=60_000, pattern=r"^https?://[^/\s]+"), AfterValidator(_address)]
    headers: list[_Header] = []
    post_data: _PostData = Field(_PostData(), alias="postData")


class _Content(BaseModel):
    text: str = ""


class _Response(BaseModel):
    status: int = Field(ge=0, le=599)
    headers: list[_Header] = []
    content: _Content = _Content()


class _Entry(BaseModel):
    started: Annotated[AwareDatetime, AfterValidator(_moment)] = Field(alias="startedDateTime")
    time: float = Field(ge=0, le=_LONGEST)
    request: _Request
    response: _Response
    service: str = Field(alias="_service", pattern="^(sign_in|graph|total)$")
    claims: dict[str, Any] = Field({}, alias="_claims")
    left_out: bool = Field(False, alias="_left_out")


class RecordingHead(BaseModel):
    """What a recording says about its run."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    command: str = Field(max_length=200)
    exit_status: int
    started: AwareDatetime
    sandbox: str | None = None
    cloud: str = "global"
    tenant_id: str | None = Field(None, pattern=r"^[0-9a-f-]{36}$")
    options: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    journals: dict[str, list[Any]] = {}


class _Log(BaseModel):
    head: RecordingHead = Field(alias="_total_onboard")
    entries: list[_Entry]


class _Archive(BaseModel):
    log: _Log


@dataclass(frozen=True)
class RecordedExchange:
    """One request and its answer; status 0 means that none came. Header names are in small letters.

    ``left_out`` means that a body was too large to be recorded.
    """

    service: str
    method: str
    url: str
    body: str
    headers: Mapping[str, str]
    status: int
    answer_headers: Mapping[str, str]
    answer: str
    started: datetime
    seconds: float
    claims: Mapping[str, Any]
    left_out: bool = False

    @property
    def ended(self) -> datetime:
        """When the answer came, to the millisecond: recordings date the start no finer."""
        end = self.started + timedelta(seconds=self.seconds)
        return end.replace(microsecond=end.microsecond // 1000 * 1000)

    def overlaps(self, other: RecordedExchange) -> bool:
        """Return whether both were on their way at the same time."""
        return self.started <= other.ended and other.started <= self.ended

    @property
    def origin(self) -> str:
        """The scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """The decoded path."""
        return unquote(urlsplit(self.url).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The arguments, decoded."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def answer_json(self) -> Any:  # noqa: ANN401
        """The answer as JSON; None if it is none."""
        return parsed(self.answer)


@dataclass(frozen=True)
class RecordedRun:
    """A whole recording."""

    head: RecordingHead
    exchanges: tuple[RecordedExchange, ...]

    def origins(self, service: str) -> frozenset[str]:
        """Return the origins that requests to a service went to."""
        return frozenset(one.origin for one in self.exchanges if one.service == service)


def read_recording(path: Path) -> RecordedRun:
    """Read a recording. Raises NotARecording."""
    try:
        if path.stat().st_size > _LARGEST:
            raise NotARecording(f"{path} is larger than {_LARGEST >> 20} MiB.")
        log = _Archive.model_validate_json(path.read_bytes()).log
    except OSError as error:
        raise NotARecording(f"{path} can't be read: {error.strerror}.") from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise NotARecording(f"{path} is no recording of total-onboard ({where}).") from error
    if log.head.format != 1:
        raise NotARecording(f"{path} has format {log.head.format}, and this version reads format 1.")
    return RecordedRun(log.head, tuple(_exchange(entry) for entry in log.entries))


def moments(exchanges: Sequence[RecordedExchange]) -> Iterator[tuple[int, bool]]:
    """Yield requests and answers in order of time: the exchange's number, and whether it is the answer.

    A request that was sent before another one was answered knew nothing of that answer.
    """
    times = [(one.started, number, False) for number, one in enumerate(exchanges)]
    times += [(max(one.ended, one.started), number, True) for number, one in enumerate(exchanges)]
    for _, number, is_answer in sorted(times):
        yield number, is_answer


def parsed(text: str) -> Any:  # noqa: ANN401
    """Return JSON; None if the text is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _exchange(entry: _Entry) -> RecordedExchange:
    return RecordedExchange(
        service=entry.service,
        method=entry.request.method,
        url=entry.request.url,
        body=entry.request.post_data.text,
        headers=_headers(entry.request.headers),
        status=entry.response.status,
        answer_headers=_headers(entry.response.headers),
        answer=entry.response.content.text,
        started=entry.started,
        seconds=entry.time / 1000,
        claims=entry.claims,
        left_out=entry.left_out,
    )


def _headers(headers: list[_Header]) -> dict[str, str]:
    return {one.name.lower(): one.value for one in headers}
