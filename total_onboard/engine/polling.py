"""Polling of a directory that is only eventually consistent, and requests at a limited rate: when to send again.

Microsoft promises no bound for replication (Azure/azure-cli#23367); six minutes were seen. The limit is ten minutes for
what must come, and eight for what may never have been made.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from total_onboard.core.errors import OnboardError
from total_onboard.engine.events import Listener, NoResponse, NullListener, PollEnded, PollProgress
from total_onboard.settings import REPLICATION_SECONDS

T = TypeVar("T")


class Clock(Protocol):
    """Time as the engine sees it, so that tests need not wait."""

    def now(self) -> float:
        """Return seconds that only grow."""

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run meanwhile."""


class RealClock:
    """The machine's own."""

    def now(self) -> float:
        """See :meth:`Clock.now`."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See :meth:`Clock.sleep`."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True)
class PollPolicy:
    """How often to look, and how long at most, in seconds.

    The pause is a ``share`` of the time waited so far, between ``first`` and ``longest``: for any lag, a poll lasts
    little longer than the lag, and a long lag is not asked about every second. If one replica did not
    know something, ``good_reads`` in a row are required: the next reader may be sent to another replica.
    """

    first: float = 0.4
    longest: float = 10.0
    share: float = 0.2
    limit: float = 600.0
    good_reads: int = 2

    def pause(self, elapsed: float) -> float:
        """Return seconds until the next look, after so many seconds of waiting."""
        return min(max(self.first, elapsed * self.share), self.longest)


DIRECTORY = PollPolicy()
LOST_ANSWER = PollPolicy(limit=REPLICATION_SECONDS)
PROVISIONING_WARM_UP = PollPolicy()
VERIFICATION = PollPolicy(longest=8.0, limit=180.0)
A_PERSON = PollPolicy(first=2.0, longest=15.0, limit=3600.0)
"""Policy for a person's action."""


class PollTimeout(OnboardError):
    """Error: what was awaited did not happen within the limit."""

    code = "still-not-there"

    def __init__(self, sentence: str, limit: float) -> None:
        super().__init__(
            f"Waited {limit:.0f} seconds until {sentence}. It didn't happen.",
            remedy="Microsoft's directory can be slow. Run the same command again in a few minutes: it resumes.",
        )


@dataclass
class Poller:
    """Poller for the steps, which reports each wait to the listener."""

    listener: Listener = field(default_factory=NullListener)
    clock: Clock = field(default_factory=RealClock)

    async def until(
        self,
        sentence: str,
        probe: Callable[[], Awaitable[T | None]],
        policy: PollPolicy = DIRECTORY,
        event: type[PollProgress | NoResponse] = PollProgress,
    ) -> T:
        """Ask ``probe`` until it answers something; ``sentence`` says what for, to the ``event``.

        Raise PollTimeout at the limit.
        """
        start, good, needed = self.clock.now(), 0, 1
        with self._ending(sentence):
            while True:
                found = await probe()
                good = good + 1 if found is not None else 0
                if found is not None and good >= needed:
                    return found
                needed = policy.good_reads
                elapsed = self.clock.now() - start
                if elapsed >= policy.limit:
                    raise PollTimeout(sentence, policy.limit)
                if found is None:
                    self.listener.on(event(sentence, elapsed, policy.limit))
                await self.clock.sleep(policy.first / 4 if found is not None else policy.pause(elapsed))

    async def retry_while(
        self,
        sentence: str,
        call: Callable[[], Awaitable[T]],
        not_yet: Callable[[Exception], bool],
        policy: PollPolicy = DIRECTORY,
    ) -> T:
        """Repeat ``call`` while it fails for a transient reason; past the limit, raise its last error.

        Only for calls that were refused as a whole, never for a create whose answer is unknown.
        """
        start = self.clock.now()
        with self._ending(sentence):
            while True:
                try:
                    return await call()
                except OnboardError as error:
                    elapsed = self.clock.now() - start
                    if not not_yet(error) or elapsed >= policy.limit:
                        raise
                    self.listener.on(PollProgress(sentence, elapsed, policy.limit))
                await self.clock.sleep(policy.pause(elapsed))

    @contextmanager
    def _ending(self, sentence: str) -> Iterator[None]:
        """Report the end of a wait however it comes, so that it is shown until then and no longer."""
        try:
            yield
        finally:
            self.listener.on(PollEnded(sentence))


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
