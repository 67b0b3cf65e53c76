"""Creating an object exactly once, although Graph has no idempotency key for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from total_onboard.core.errors import SignInFailed
from total_onboard.engine.events import NoResponse
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.polling import StillNotThere
from total_onboard.engine.step import Run
from total_onboard.entra.graph.errors import AmbiguousAnswer, GraphError

ATTEMPTS: Final = 3
FINISHING: Final = 5.0
"""Seconds that a call which is under way gets when the run is stopped."""


class HasId(Protocol):
    """Anything that Graph knows under an id."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=HasId)
Lost = TypeVar("Lost")
Done = TypeVar("Done")


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
            return await to_the_end(_with_receipt(run, step, mark, create))
        except AmbiguousAnswer:
            found = await look_for(run, f"create {step.replace('-', ' ')}", find_again)
            if found is None:
                run.journal.write(Kind.NOTHING_CAME, step=step, mark=mark)
            if found is None and attempt == ATTEMPTS:
                raise
            if found is None:
                continue
        except (GraphError, SignInFailed):
            run.journal.write(Kind.NOTHING_CAME, step=step, mark=mark)
            raise
        run.journal.write(Kind.RECEIPT, step=step, mark=mark, object_id=found.id)
        return found
    raise AssertionError("the loop returns or raises")


async def to_the_end(deed: Coroutine[Any, Any, Done]) -> Done:
    """Do what must not be left half-done, and finish it although the run is stopped meanwhile.

    Not for ever: after five seconds it is left, and what became of it is for the next run to find out.
    """
    task = asyncio.ensure_future(deed)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(Exception):
            await asyncio.wait_for(task, FINISHING)
        raise


async def _with_receipt(run: Run, step: str, mark: str, create: Callable[[], Awaitable[T]]) -> T:
    made = await create()
    run.journal.write(Kind.RECEIPT, step=step, mark=mark, object_id=made.id)
    return made


async def look_for(run: Run, request: str, find: Callable[[], Awaitable[Lost | None]]) -> Lost | None:
    """Return the object of a request whose answer was lost, or None once replication must have shown it."""
    try:
        return await run.waiter.until(request, find, run.lost_answer, NoResponse)
    except StillNotThere:
        return None
