"""Creating an object exactly once, although Graph has no idempotency key for it.

Of grants and assignments, a pair can exist only once, so sending one again after a lost answer is harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from total_onboard.core.errors import OnboardError, SignInFailed
from total_onboard.engine.events import NoResponse
from total_onboard.engine.journal.entry import Created, CreateRefused, CreateRequested
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import AmbiguousAnswer, GraphError, is_already_there, is_not_replicated_yet

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
    run: ExecutionContext,
    step: StepId,
    search_key: str,
    create: Callable[[], Awaitable[T]],
    find_again: Callable[[], Awaitable[T | None]],
) -> T:
    """Create, and write the intent before and the receipt after it.

    If the response is lost, the object may exist: search until replication must have
    shown it, and send again only if it has not. Raises AmbiguousAnswer after several failures.
    """
    for attempt in range(1, ATTEMPTS + 1):
        run.journal.write(CreateRequested(step=step, search_key=search_key))
        try:
            return await run_shielded(_with_receipt(run, step, search_key, create))
        except AmbiguousAnswer:
            found = await find_lost_object(run, f"create {step.replace('-', ' ')}", find_again)
            if found is None:
                run.journal.write(CreateRefused(step=step, search_key=search_key))
            if found is None and attempt == ATTEMPTS:
                raise
            if found is None:
                continue
        except (GraphError, SignInFailed):
            run.journal.write(CreateRefused(step=step, search_key=search_key))
            raise
        run.journal.write(Created(step=step, search_key=search_key, object_id=found.id))
        return found
    raise AssertionError("the loop returns or raises")


async def run_shielded(outcome: Coroutine[Any, Any, Done]) -> Done:
    """Do what must not be left half-done, and finish it although the run is stopped meanwhile.

    Not for ever: after five seconds it is left, and what became of it is for the next run to find out.
    """
    task = asyncio.ensure_future(outcome)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(Exception):
            await asyncio.wait_for(task, FINISHING)
        raise


async def _with_receipt(run: ExecutionContext, step: StepId, search_key: str, create: Callable[[], Awaitable[T]]) -> T:
    made = await create()
    run.journal.write(Created(step=step, search_key=search_key, object_id=made.id))
    return made


async def find_lost_object(
    run: ExecutionContext, request: str, find: Callable[[], Awaitable[Lost | None]]
) -> Lost | None:
    """Return the object of a request whose answer was lost, or None once replication must have shown it."""
    try:
        return await run.poller.until(request, find, run.lost_response_policy, NoResponse)
    except PollTimeout:
        return None


def _passes(error: Exception) -> bool:
    return isinstance(error, AmbiguousAnswer) or is_not_replicated_yet(error)


async def send_idempotent(run: ExecutionContext, sentence: str, call: Callable[[], Awaitable[object]]) -> None:
    """Send until Graph accepts it or answers that it exists already; ``sentence`` says what is awaited."""
    try:
        await run.poller.retry_while(sentence, call, _passes)
    except OnboardError as error:
        if not is_already_there(error):
            raise
