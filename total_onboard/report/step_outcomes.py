"""Outcomes of a setup's steps, in the words and in the order of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Change
from total_onboard.engine.step import StepResult
from total_onboard.report.inputs import SetupOutcome
from total_onboard.report.plan_lines import LineAction, line_action, plan_lines


def outcomes_of(ended: SetupOutcome) -> tuple[tuple[str, StepResult], ...]:
    """Return each step that has something to say, with its outcome, as its plan named and ordered it."""
    order = [line.step for line in plan_lines(ended.plan.changes, {})]
    spoken = [(step, one) for step, one in ended.done.items() if one.summary or one.outcome is not StepOutcome.KEPT]
    spoken.sort(key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    return tuple((step, _as_planned(step, result, ended.plan.changes)) for step, result in spoken)


def _as_planned(step: str, result: StepResult, changes: Sequence[Change]) -> StepResult:
    """Call a part of something that the same plan creates created, not changed."""
    actions = {line_action(change, changes) for change in changes if change.step == step and change.writes}
    if result.outcome is StepOutcome.CHANGED and actions == {LineAction.CREATE}:
        return replace(result, outcome=StepOutcome.CREATED)
    return result
