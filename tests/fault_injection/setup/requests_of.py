"""The requests of a clean set-up, each known by what it is and how often it came before, whatever ids it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from total_onboard.sandbox.http.recorder import Exchange

_ID: Final = r"(?:(?:scim\.[0-9a-f]{32}\.)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[\w-]{43}(?![\w-]))"
"""A GUID, alone or at the end of a job's id, or the longer kind that grants and assignments have."""


@dataclass(frozen=True)
class Request:
    """The ``nth`` request of one method to paths of one ``shape``, in which every id is an asterisk.

    ``after_refusal`` says that Microsoft or TOTAL refused the one before.
    """

    host: str
    method: str
    shape: str
    nth: int
    after_refusal: bool = False

    def __str__(self) -> str:
        return f"{self.host} {self.method} {self.shape} ({self.nth})"

    @property
    def writes(self) -> bool:
        """Whether it can change the tenant."""
        return self.host == "graph" and self.method != "GET"

    @property
    def is_sent_again(self) -> bool:
        """Whether it only comes where those before came too early, so that a busy machine sends fewer of them."""
        return self.after_refusal or (not self.writes and self.nth > 1)

    @property
    def pattern(self) -> str:
        """The regular expression that its path and its like match."""
        return _ID.join(re.escape(part) for part in self.shape.split("*"))


def requests_of(exchanges: Iterable[Exchange]) -> list[Request]:
    """Each request of a run, in the order of arrival."""
    seen: Counter[tuple[str, str, str]] = Counter()
    refused: set[tuple[str, str, str]] = set()
    found = []
    for exchange in exchanges:
        kind = exchange.host, exchange.method, re.sub(_ID, "*", exchange.path)
        seen[kind] += 1
        found.append(Request(*kind, nth=seen[kind], after_refusal=kind in refused))
        (refused.add if (exchange.status or 0) >= HTTPStatus.BAD_REQUEST else refused.discard)(kind)
    return found
