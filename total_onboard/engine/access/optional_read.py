"""Readable data, or the reason why it is unavailable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from total_onboard.core.errors import OnboardError, SignInFailed
from total_onboard.entra.graph.errors import Forbidden

T = TypeVar("T")


@dataclass(frozen=True)
class Unavailable:
    """Microsoft would not say; ``why`` is a sentence."""

    why: str


NOT_QUERIED: Final = Unavailable("nobody looked.")
NOT_ASKED_FOR: Final = Unavailable("This run doesn't request the permission to read it.")


async def read_or_unavailable(
    call: Callable[[], Awaitable[T]], *, asked_for: bool = True, reader: str = "Global Reader"
) -> T | Unavailable:
    """Return the answer, unless this run did not ask for the permission, or Microsoft refuses.

    ``reader`` is a role that may read it, or empty. Raises SignInFailed if any request asks for a step-up: that
    ends the command.
    """
    if not asked_for:
        return NOT_ASKED_FOR
    try:
        return await call()
    except SignInFailed:
        raise
    except Forbidden:
        return Unavailable(f"Your account can't read this.{f' A {reader} can.' if reader else ''}")
    except OnboardError as error:
        return Unavailable(error.message)
