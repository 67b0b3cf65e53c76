"""Lines of a plan, once they are done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.engine.plan import PlanHeading
from total_onboard.engine.step_id import StepId
from total_onboard.report.plan_lines import LineAction, PlanLine

CASES = Path(__file__).parents[1] / "steps" / "cases"
ACCEPTED = {"Existing", "Expired", "These", "This"}
"""They begin lines about what is accepted, and nothing is done."""


def first_words() -> set[str]:
    """The words with which the changes of all steps' plans begin."""
    cases: list[dict[str, Any]] = [read_yaml(path.read_text("utf-8")) for path in CASES.glob("*.yaml")]
    changes = [line for case in cases for line in case["plan"] if re.match("(create|update|delete|adopt): ", line)]
    return {word for line in changes if (word := line.split(" ")[1]).isalpha()}


@pytest.mark.parametrize("word", sorted(first_words() - ACCEPTED))
def test_each_change_of_a_step_has_a_past_tense(word: str) -> None:
    line = PlanLine(StepId.GROUPS, PlanHeading.GROUPS, LineAction.CHANGE, f"{word} it")
    assert not line.as_done().sentence.startswith(f"{word} ")


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
