"""Differences between observed and desired state, as lines: ``found → expected``."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.plan import ItemLists
from total_onboard.steps.step_registry import STEPS_BY_ID

_MISSING: Final = "missing"


def difference_title(drift: Drift) -> str:
    """Return what differs: the step, and the resource if the step has several."""
    return (
        f"{drift.title} ({drift.resource.rpartition(':')[2]})"
        if _has_values(drift) and _is_named(drift)
        else drift.title
    )


def difference_of(drift: Drift, arrow: str = "→") -> str:
    """Return found and expected value if both can be read, else the sentence."""
    return f"{drift.found or _MISSING} {arrow} {drift.expected}" if _has_values(drift) else drift.sentence


def _has_values(drift: Drift) -> bool:
    if drift.kind is not DriftKind.DIFFERS or drift.expected is None:
        return False
    return drift.found is not None or STEPS_BY_ID[drift.step].items is not ItemLists.NONE


def _is_named(drift: Drift) -> bool:
    return STEPS_BY_ID[drift.step].items is not ItemLists.ONE
