"""Lines of a plan, once they are done."""

from __future__ import annotations

import pytest

from total_onboard.engine.plan import PlanHeading
from total_onboard.engine.step_id import StepId
from total_onboard.report.plan_lines import LineAction, PlanLine


@pytest.mark.parametrize(
    ("title", "text", "done"),
    [
        ("Start of provisioning", "a cycle every 40 minutes", "Start of provisioning: a cycle every 40 minutes"),
        ("Remove the assignment", "TOTAL-Admin", "Removed the assignment: TOTAL-Admin"),
        ("", "Adopt TOTAL", "Adopted TOTAL"),
        ("", "Allow only assigned people to use TOTAL", "Allowed only assigned people to use TOTAL"),
        ("", "Delete the group TOTAL-Admin", "Deleted the group TOTAL-Admin"),
    ],
)
def test_done_line_reports_a_verb_in_the_past(title: str, text: str, done: str) -> None:
    line = PlanLine(StepId.GROUPS, PlanHeading.GROUPS, LineAction.REMOVE, text, title)
    assert line.as_done().sentence == done
