"""Creating an object exactly once, although Graph has no idempotency key for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from total_onboard.engine.journal import Kind
from total_onboard.engine.step import Run
from total_onboard.engine.waiting import DIRECTORY
from total_onboard.entra.graph_errors import AmbiguousAnswer


class HasId(Protocol):
    """Anything that Graph knows under an id."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=HasId)


async def create_once(
    run: Run,
    step: str,
    mark: str,
    create: Callable[[], Awaitable[T]],
    find_again: Callable[[], Awaitable[T | None]],
) -> T:
    """Create, and write the intent before and the receipt after it.

    When the answer is lost the object may exist all the same: it is looked for until replication must have
    shown it, never created blindly a second time. Raises StillNotThere if it does not appear.
    """
    run.journal.write(Kind.INTENT, step=step, mark=mark)
    try:
        made = await create()
    except AmbiguousAnswer:
        made = await run.waiter.until(f"{mark}, whose answer was lost, shows up", find_again, DIRECTORY)
    run.journal.write(Kind.RECEIPT, step=step, mark=mark, object_id=made.id)
    return made
