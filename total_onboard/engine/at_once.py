"""Several questions at the same time, none of which is left unanswered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any


async def at_once(*questions: Awaitable[Any]) -> tuple[Any, ...]:
    """All the answers, once the last is there. Raises the first error in the order of the questions."""
    answers = await asyncio.gather(*questions, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return tuple(answers)
