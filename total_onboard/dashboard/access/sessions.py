"""Sign-in by an address that works once, and the session that follows."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

IDLE: Final = 8 * 3600
"""Seconds after which an unused session ends."""


@dataclass
class Session:
    """A signed-in browser; ``csrf`` is what its forms must return."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    used_at: float = 0.0


class Sessions:
    """The one-time token of this process, and the session that it was exchanged for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = secrets.token_urlsafe(32)
        self._session: Session | None = None

    @property
    def token(self) -> str:
        """The one-time token; empty once it was used."""
        return self._token or ""

    def redeem(self, token: str) -> Session | None:
        """Exchange the token for a session; it works once."""
        with self._lock:
            if self._token is None or not hmac.compare_digest(self._token.encode(), token.encode()):
                return None
            self._token, self._session = None, Session(used_at=self._clock())
            return self._session

    def find(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, unless it was unused for too long."""
        session = self._session
        if session is None or cookie is None or not hmac.compare_digest(session.id.encode(), cookie.encode()):
            return None
        if self._clock() - session.used_at > IDLE:
            self.end()
            return None
        session.used_at = self._clock()
        return session

    def end(self) -> None:
        """Sign out."""
        self._session = None
