"""The sandbox's time: real seconds, and a faster clock for what takes Microsoft forty minutes."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """The tenant's date and time (``now``); ``pace`` is how many tenant seconds pass in a real one.

    A pace of 1 is real time. Replication lag and device codes are given in real seconds, provisioning cycles in
    tenant seconds, so that a sandbox run sees a forty-minute cycle in a few seconds. ``ahead`` is how many seconds
    the tenant's clock is ahead of this machine's.
    """

    def __init__(self, pace: float = 1.0, ahead: float = 0.0) -> None:
        self.pace = pace
        self._began = time.monotonic()
        self._epoch = datetime.now(UTC) + timedelta(seconds=ahead)
        self._leapt = timedelta()
        self._stopped: float | None = None

    def real(self) -> float:
        """Return seconds of real time since the tenant was opened, leaps included."""
        passed = time.monotonic() - self._began if self._stopped is None else self._stopped
        return passed + self._leapt.total_seconds()

    def now(self) -> datetime:
        """Return the tenant's time in UTC; it runs in real time, because certificates and tokens are dated by it."""
        return self._epoch + timedelta(seconds=self.real())

    def real_seconds(self, tenant_seconds: float) -> float:
        """Return how long something lasts here that takes ``tenant_seconds`` at Microsoft."""
        return tenant_seconds / self.pace

    def stop(self) -> None:
        """Let time pass by leaps alone from now on, to play a recorded run at its own times."""
        self._stopped = time.monotonic() - self._began

    def leap(self, by: timedelta) -> None:
        """Advance the clock immediately, to simulate expired secrets or codes."""
        self._leapt += by
