"""Differences between observed and desired state, as lines: ``found → expected``."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.drift.model import Drift, DriftKind
from total_onboard.engine.step_id import StepId

_MISSING: Final = "missing"
_LISTED: Final = frozenset(
    {
        StepId.REDIRECT_URIS,
        StepId.NOTIFICATION_EMAILS,
        StepId.CONSENT,
        StepId.PERMISSIONS,
        StepId.MEMBERS,
        StepId.ASSIGNMENT,
        StepId.ATTRIBUTE_MAPPING,
    }
)
"""Steps of which a missing value reads as one; others say in a sentence what is missing."""
_NAMED: Final = frozenset({StepId.MEMBERS, StepId.ASSIGNMENT, StepId.ATTRIBUTE_MAPPING})
"""Steps whose title does not say which resource it is."""


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
    return drift.found is not None or drift.step in _LISTED


def _is_named(drift: Drift) -> bool:
    return drift.step in _NAMED or drift.step not in _LISTED
