"""Awaitables that run concurrently."""

from __future__ import annotations

import asyncio

import pytest

from total_onboard.core.concurrency import gather_all


async def value(one: object) -> object:
    return one


async def failing(error: Exception) -> object:
    raise error


def test_gather_all_exception_as_answer_is_returned() -> None:
    refused = ValueError("refused")
    assert asyncio.run(_gathered(value(refused), value(2))) == (refused, 2)


def test_gather_all_first_error_in_order_is_raised_after_all_answers() -> None:
    answered: list[int] = []

    async def late() -> None:
        await asyncio.sleep(0.01)
        answered.append(1)

    with pytest.raises(KeyError):
        asyncio.run(_gathered(late(), failing(KeyError("first")), failing(ValueError("second"))))
    assert answered == [1]


async def _gathered(*questions: object) -> tuple[object, ...]:
    return await gather_all(*questions)  # type: ignore[arg-type]
