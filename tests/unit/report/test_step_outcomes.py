"""Outcomes of a setup, as its plan named and ordered them."""

from __future__ import annotations

from typing import Any

from tests.unit.report.report_inputs import known_from
from total_onboard.engine.events import StepOutcome
from total_onboard.report.builder import report_of
from total_onboard.report.step_outcomes import outcomes_of
from total_onboard.ui.output.ticket_summary import ticket_summary

APPLICATION = {"step": "application", "resource": "TOTAL", "action": "create", "summary": "Create the application"}
OWNER = {"step": "owner", "resource": "ada", "action": "update", "summary": "Make ada the owner"}


def first_setup(*changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "changes": list(changes),
        "done": {
            "certificate": ["kept", ""],
            "owner": ["changed", "ada owns the application"],
            "application": ["created", "TOTAL"],
        },
    }


def test_outcomes_part_of_something_new_is_created_in_the_order_of_the_plan() -> None:
    ended = known_from(first_setup(APPLICATION, OWNER)).setup
    assert ended
    assert [(step, result.outcome) for step, result in outcomes_of(ended)] == [
        ("application", StepOutcome.CREATED),
        ("owner", StepOutcome.CREATED),
    ]


def test_outcomes_part_of_something_older_is_changed() -> None:
    ended = known_from(first_setup(OWNER)).setup
    assert ended
    assert dict(outcomes_of(ended))["owner"].outcome is StepOutcome.CHANGED


def test_outcomes_report_and_ticket_say_the_same_of_each_part() -> None:
    known = known_from(first_setup(APPLICATION, OWNER))
    (changes,) = (part for part in report_of(known).parts if part.title == "Changes")
    assert [(line.word, line.title) for line in changes.lines] == [
        ("Created", "Enterprise application"),
        ("Created", "Owner of the application"),
    ]
    page = ticket_summary(known)
    assert "**Created:** Owner of the application" in page
    assert "Certificate" not in page


def test_outcomes_plan_of_a_dry_run_creates_the_parts_too() -> None:
    known = known_from(first_setup(APPLICATION, OWNER) | {"set_up": {"dry_run": True}})
    (plan,) = (part for part in report_of(known).parts if part.title == "Plan")
    assert [line.word for line in plan.lines] == ["Create", "Create"]
