"""Reads whose refusal is an answer."""

from __future__ import annotations

import asyncio

import pytest

from total_onboard.core.errors import OnboardError, SignInFailed
from total_onboard.engine.access.optional_read import Unavailable, read_or_unavailable


async def fails_with(error: OnboardError) -> str:
    raise error


def test_read_refused_is_unavailable() -> None:
    answer = asyncio.run(read_or_unavailable(lambda: fails_with(OnboardError("Not now.", remedy=""))))
    assert answer == Unavailable("Not now.")


def test_read_that_needs_a_new_sign_in_ends_the_command() -> None:
    with pytest.raises(SignInFailed):
        asyncio.run(read_or_unavailable(lambda: fails_with(SignInFailed("Step up.", remedy=""))))
