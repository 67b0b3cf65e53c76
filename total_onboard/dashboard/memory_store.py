"""Values that live in this process alone, for a while: opened hand-offs, drafts, passphrases for the phone."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from total_onboard.core.errors import BadValue

_T = TypeVar("_T")
LIFE: Final = 30 * 60
"""Seconds."""
MOST: Final = 100
"""Values; the oldest is forgotten first."""
_EVERY: Final = 60.0


@dataclass
class _Kept:
    value: object
    until: float


class MemoryStore:
    """Values by random names; nothing is written to a disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def put(self, value: object, name: str | None = None) -> str:
        """Keep a value, and return its name."""
        key = name or secrets.token_urlsafe(16)
        with self._lock:
            self._forget_old()
            self._kept.pop(key, None)
            self._kept[key] = _Kept(value, self._clock() + LIFE)
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return key

    def get(self, name: str, kind: type[_T]) -> _T:
        """Return a value. Raises BadValue if it is no longer there."""
        found = self.find(name, kind)
        if found is None:
            raise BadValue(
                "This page has expired: what you entered or opened is kept for half an hour, in memory alone.",
                remedy="Begin again from the inbox.",
            )
        return found

    def find(self, name: str, kind: type[_T]) -> _T | None:
        """Return a value of this kind, None if there is none."""
        with self._lock:
            self._forget_old()
            kept = self._kept.get(name)
        return kept.value if kept and isinstance(kept.value, kind) else None

    def take(self, name: str, kind: type[_T]) -> _T | None:
        """Return a value once; afterwards it is gone."""
        with self._lock:
            self._forget_old()
            kept = self._kept.get(name)
            if kept is None or not isinstance(kept.value, kind):
                return None
            del self._kept[name]
            return kept.value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def forget_expired(self) -> None:
        """Forget what was kept for long enough."""
        with self._lock:
            self._forget_old()

    def _forget_old(self) -> None:
        now = self._clock()
        for name in [name for name, kept in self._kept.items() if kept.until <= now]:
            del self._kept[name]


@contextmanager
def expiring(memory: MemoryStore, every: float = _EVERY) -> Iterator[None]:
    """Forget what expires inside the context, also if nobody looks at a page."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(every):
            memory.forget_expired()

    threading.Thread(target=watch, name="memory", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
