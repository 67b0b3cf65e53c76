"""Grants and assignments: a pair can exist only once, so sending one again after a lost answer is harmless."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from total_onboard.core.errors import OnboardError
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import AmbiguousAnswer, is_already_there, is_not_replicated_yet


def _passes(error: Exception) -> bool:
    return isinstance(error, AmbiguousAnswer) or is_not_replicated_yet(error)


async def send_idempotent(run: ExecutionContext, sentence: str, call: Callable[[], Awaitable[object]]) -> None:
    """Send until Graph accepts it or answers that it exists already; ``sentence`` says what is awaited."""
    try:
        await run.poller.retry_while(sentence, call, _passes)
    except OnboardError as error:
        if not is_already_there(error):
            raise
