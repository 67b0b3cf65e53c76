"""Limits for every answer from the network: size, depth, pages and time, in one place.

A server that is hostile or broken must not exhaust this machine's memory or hold a command for hours.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import httpx

LARGEST_ANSWER: Final = 32 * 1024 * 1024
"""Bytes of one answer, after decompression. Graph's largest pages (999 users) have about one mebibyte."""
LARGEST_LISTING: Final = 256 * 1024 * 1024
"""Bytes of all pages of one listing."""
LISTING_SECONDS: Final = 600.0
"""All pages of one listing. 100,000 members are about a hundred pages, of a second or two each."""
MOST_PAGES: Final = 5_000
DEEPEST_JSON: Final = 64
MOST_REDIRECTS: Final = 5
GRAPH_SECONDS: Final = 100.0
SIGN_IN_SECONDS: Final = 30.0
SCIM_SECONDS: Final = 20.0
REACH_SECONDS: Final = 15.0
DEVICE_CODE_SECONDS: Final = 3_600
"""The longest life of a device code that is believed; Microsoft's is 900 (RFC 8628, ``expires_in``)."""

_STEP: Final = 64 * 1024
# A string without its end is a string too: a search that began again at each quote would take quadratic time.
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ALL_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


class AnswerRefused(httpx.TransportError):
    """An answer broke a limit. It is not asked for again: the next one would break it too."""


class AnswerTooLarge(AnswerRefused):
    """An answer is longer than any that is expected."""


class AnswerTooSlow(AnswerRefused):
    """An answer was not complete when its time was over."""


class AnswerNotReadable(AnswerRefused):
    """An answer is compressed or nested in a way that is not read."""


class ListingBounds:
    """Counts what one listing has brought so far, over all its pages, and how long it has taken."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._pages = 0
        self._bytes = 0

    def add(self, size: int) -> str:
        """Count a page of so many bytes. Return which limit is broken now; empty if none is."""
        self._pages += 1
        self._bytes += size
        if self._pages > MOST_PAGES:
            return f"named more than {MOST_PAGES} pages for one listing"
        if self._clock() - self._began > LISTING_SECONDS:
            return f"took longer than {LISTING_SECONDS / 60:.0f} minutes for one listing"
        return f"sent more than {LARGEST_LISTING >> 20} MiB for one listing" if self._bytes > LARGEST_LISTING else ""


class BoundedBody:
    """Collects an answer's body and decompresses it in small steps, so that a compressed bomb never unfolds."""

    def __init__(self, encoding: str) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._unpack = _decompressor(encoding)

    def add(self, chunk: bytes) -> None:
        """Raise AnswerTooLarge, AnswerNotReadable."""
        if self._unpack is None:
            self._keep(chunk)
            return
        try:
            while chunk:
                self._keep(self._unpack.decompress(chunk, _STEP))
                chunk = self._unpack.unconsumed_tail
        except zlib.error as error:
            raise AnswerNotReadable(f"the answer is not compressed as it says ({error})") from error

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > LARGEST_ANSWER:
            raise AnswerTooLarge(f"the answer is larger than {LARGEST_ANSWER // 1024 // 1024} MiB")
        self._parts.append(part)

    def whole(self) -> bytes:
        """Raise AnswerTooLarge, AnswerNotReadable."""
        if self._unpack is not None:
            self._keep(self._unpack.flush(_STEP))
        body = b"".join(self._parts)
        if is_too_deep(body):
            raise AnswerNotReadable(f"the answer is nested deeper than {DEEPEST_JSON} levels")
        return body


def is_too_deep(body: bytes) -> bool:
    """Return whether JSON is nested deeper than any that is expected; what stands in strings does not count."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST_JSON:
        return False
    brackets = _STRING.sub(b"", body).translate(None, _ALL_BUT_BRACKETS)
    return any(depth > DEEPEST_JSON for depth in _depths(brackets))


def _depths(brackets: bytes) -> Iterator[int]:
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        yield depth


def _decompressor(encoding: str) -> zlib._Decompress | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        case "deflate":
            return zlib.decompressobj()
        case other:
            raise AnswerNotReadable(f"the answer is compressed with {other[:20]!r}, which was not asked for")
