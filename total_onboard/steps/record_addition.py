"""Additions to objects that may be older than the setup, noted so that a later run knows which ones are owned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import BadRequest, Forbidden, GraphError, NotFound, Unauthorized

_REFUSALS: Final[tuple[type[GraphError], ...]] = (BadRequest, Unauthorized, Forbidden, NotFound)
"""Answers after which nothing was added; all others, and no answer, leave it open."""


@contextmanager
def recorded_addition(run: ExecutionContext, step: StepId, object_id: str, *items: str) -> Iterator[None]:
    """Note an addition before its only request, and its refusal after a clear answer."""
    run.journal.record_addition(step, object_id, *items)
    try:
        yield
    except _REFUSALS:
        run.journal.record_refusal(step, object_id, *items)
        raise
