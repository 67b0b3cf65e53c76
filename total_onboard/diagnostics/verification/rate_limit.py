"""No faster than a service allows: so many seconds between the beginnings of two requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from total_onboard.engine.polling import Clock, RealClock


@dataclass
class RateLimiter:
    """Rate limiter for one kind of request; used by one task at a time."""

    seconds: float
    clock: Clock = field(default_factory=RealClock)
    _last: float = float("-inf")

    async def keep(self) -> None:
        """Wait until the next request is allowed; the first is allowed immediately."""
        await self.clock.sleep(max(0.0, self._last + self.seconds - self.clock.now()))
        self._last = self.clock.now()
