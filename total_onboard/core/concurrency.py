"""Several questions at the same time, none of which is left unanswered; and blocking calls next to the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextvars import copy_context
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Other = TypeVar("Other")


async def gather_all(*questions: Awaitable[Any]) -> tuple[Any, ...]:
    """Return all the answers, once the last is there. Raises the first error in the order of the questions."""
    outcomes = await asyncio.gather(*map(_outcome, questions), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome.error:
            raise outcome.error
    return tuple(outcome.answer for outcome in outcomes if not isinstance(outcome, BaseException))


class _Outcome(NamedTuple):
    """What became of a question: an answer may be an exception itself, which is then returned and not raised."""

    answer: Any
    error: Exception | None = None


async def _outcome(question: Awaitable[Any]) -> _Outcome:
    try:
        return _Outcome(await question)
    except Exception as error:
        return _Outcome(None, error)


async def first_or_fallback(
    first: Coroutine[Any, Any, T | None], second: Coroutine[Any, Any, Other], *, together: bool
) -> tuple[T | None, Other | None]:
    """Return the answer to the first question; to the second only if the first has none.

    ``together`` asks both at the same time, for when the first will probably have none.
    """
    if together:
        answers = await gather_all(first, second)
        return answers[0], None if answers[0] is not None else answers[1]
    try:
        found = await first
        return found, (await second if found is None else None)
    finally:
        second.close()


async def in_background(call: Callable[[], T]) -> T:
    """Run ``call`` in a thread; return or raise its result.

    Not :func:`asyncio.to_thread`: after Ctrl-C its thread would be waited for, a whole time-out of the network or
    the life of a device code; this one ends with the process.
    """
    ended: Future[T] = Future()
    around = copy_context()

    def work() -> None:
        try:
            ended.set_result(around.run(call))
        except BaseException as error:
            ended.set_exception(error)

    ended.set_running_or_notify_cancel()
    threading.Thread(target=work, daemon=True, name="in-background").start()
    return await asyncio.wrap_future(ended)
