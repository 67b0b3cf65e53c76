"""Comparison of observed and desired state: what a setup would change is drift, in the words of its plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.sign_in_blocked import secret_is_not_compared
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.plan import Acceptance, BlockedItem, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, Step
from total_onboard.engine.step_id import StepId
from total_onboard.steps.client_secret.client_secret import ClientSecret

REPAIR: Final = "total-onboard status --repair"


def drift_of(steps: Iterable[Step], desired: DesiredState, state: RunState) -> tuple[list[Drift], list[BlockedItem]]:
    """Return the differences of these steps, and their blocked items. Pure.

    What depends on a person's pending decision is no separate difference.
    """
    drift: list[Drift] = []
    blocked: list[BlockedItem] = []
    not_planned: set[str] = set()
    for step in steps:
        items = [] if not_planned & set(step.needs) else list(step.plan(desired, state))
        if not_planned & set(step.needs) or any(isinstance(item, Blocker) for item in items):
            not_planned.add(step.id)
        blocked += [item for item in items if isinstance(item, BlockedItem)]
        drift += [_blocked(step, item) for item in items if isinstance(item, Blocker)]
        drift += [_difference(step, item) for item in items if isinstance(item, Change) and _counts(item, state)]
    return drift, blocked


def _counts(change: Change, state: RunState) -> bool:
    """Return whether a change is drift: the application needs an owner, not necessarily the signed-in person."""
    if not change.writes or isinstance(change, Acceptance):
        return False
    return not (change.step == StepId.OWNER and state.observed.owner_ids) and not (
        change.step == ClientSecret.id and secret_is_not_compared(state)
    )


def _difference(step: Step, change: Change) -> Drift:
    return Drift(
        step=change.step,
        title=step.title,
        resource=change.resource,
        kind=DriftKind.DIFFERS,
        found=_text_of(change.before),
        expected=_text_of(change.after),
        sentence=change.summary,
        remedy=REPAIR,
        repairable=True,
    )


def _blocked(step: Step, obstacle: Blocker) -> Drift:
    return Drift(
        step=obstacle.step,
        title=step.title,
        resource=obstacle.question.group if obstacle.question else "",
        kind=DriftKind.BLOCKED,
        sentence=obstacle.sentence,
        remedy=f"Run total-onboard setup. {obstacle.remedy}" if obstacle.question else obstacle.remedy,
    )


def _text_of(value: object) -> str | None:
    """Return values of a plan as a person reads them."""
    match value:
        case None:
            return None
        case dict():
            return ", ".join(str(each) for each in value.values())
        case list() | tuple():
            return ", ".join(str(each) for each in value)
    return str(value)
