"""Differences between observed and desired state, as lines: ``found → expected``."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.plan import ItemLists
from total_onboard.engine.step_id import StepId
from total_onboard.steps import STEPS_BY_ID

_MISSING: Final = "missing"
_SCHEDULES: Final = {None: "not started", "Disabled": "not started", "Paused": "paused", "Active": "running"}
"""States of a job's schedule, as people read them."""


def difference_title(drift: Drift) -> str:
    """Return what differs: the step, and the resource if the step has several."""
    return (
        f"{drift.title} ({drift.resource.rpartition(':')[2]})"
        if _has_values(drift) and not STEPS_BY_ID[drift.step].items.is_named_by_title
        else drift.title
    )


def difference_of(drift: Drift, arrow: str = "→") -> str:
    """Return found and expected value if both can be read, else the sentence."""
    if not _has_values(drift):
        return drift.sentence
    if drift.step == StepId.START:
        return f"{_schedule(drift.found)} {arrow} {_schedule(drift.expected)}"
    return f"{drift.found or _MISSING} {arrow} {drift.expected}"


def _schedule(value: str | None) -> str:
    return _SCHEDULES.get(value, value or _MISSING)


def _has_values(drift: Drift) -> bool:
    if drift.kind is not DriftKind.DIFFERS or drift.expected is None:
        return False
    return drift.found is not None or STEPS_BY_ID[drift.step].items is not ItemLists.NONE
