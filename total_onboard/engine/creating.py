"""Creating an object exactly once, although Graph has no idempotency key for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from total_onboard.engine.journal import Kind
from total_onboard.engine.step import Run
from total_onboard.engine.waiting import StillNotThere
from total_onboard.entra.graph_errors import AmbiguousAnswer

ATTEMPTS: Final = 3


class HasId(Protocol):
    """Anything that Graph knows under an id."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=HasId)
Lost = TypeVar("Lost")


async def create_once(
    run: Run,
    step: str,
    mark: str,
    create: Callable[[], Awaitable[T]],
    find_again: Callable[[], Awaitable[T | None]],
) -> T:
    """Create, and write the intent before and the receipt after it.

    When the answer is lost the object may exist all the same: it is looked for until replication must have
    shown it, and sent again only if it has not. Raises AmbiguousAnswer once that went wrong several times.
    """
    for attempt in range(1, ATTEMPTS + 1):
        run.journal.write(Kind.INTENT, step=step, mark=mark)
        try:
            made = await create()
        except AmbiguousAnswer:
            found = await look_for(run, mark, find_again)
            if found is None and attempt == ATTEMPTS:
                raise
            if found is None:
                continue
            made = found
        run.journal.write(Kind.RECEIPT, step=step, mark=mark, object_id=made.id)
        return made
    raise AssertionError("the loop returns or raises")


async def look_for(run: Run, what: str, find: Callable[[], Awaitable[Lost | None]]) -> Lost | None:
    """The object whose answer was lost, or None once replication must have shown it."""
    try:
        return await run.waiter.until(f"{what}, whose answer was lost, shows up", find, run.lost_answer)
    except StillNotThere:
        return None
