"""Each file in cases/ is one tenant, and what a step of a teardown then takes away of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.commands.teardown.retained_objects import retained_objects
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.plan import BlockedItem, Change, PlanWarning
from total_onboard.engine.step import Blocker
from total_onboard.steps import TEARDOWN_STEPS, chosen_teardown_steps

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
STEPS = {step.id: step for step in TEARDOWN_STEPS}

KIND = {Blocker: "blocker", BlockedItem: "blocked", PlanWarning: "warning"}


def _case(path: Path) -> Any:
    return read_yaml(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_plan_says(path: Path) -> None:
    case = _case(path)
    items = STEPS[case["step"]].plan(DesiredState(), run_state_from(case.get("tenant", {})))
    assert [_line(item) for item in items] == case["plan"]


def test_there_is_a_case_for_every_step() -> None:
    assert {_case(path)["step"] for path in CASES} == set(STEPS)


def test_the_groups_and_what_is_for_good_take_a_word() -> None:
    every = {step.id for step in TEARDOWN_STEPS}
    assert every - chosen_teardown_steps(groups=False, purge=False) == {"groups", "purge-application", "purge-groups"}
    assert every - chosen_teardown_steps(groups=True, purge=False) == {"purge-application", "purge-groups"}
    assert every - chosen_teardown_steps(groups=False, purge=True) == {"groups", "purge-groups"}
    assert chosen_teardown_steps(groups=True, purge=True) == every


def test_of_a_crowd_that_set_up_put_into_another_admins_group_ten_are_named_and_only_who_is_there_still() -> None:
    people = [f"person-{number:02}" for number in range(13)]
    added = [["members", "group", one] for one in people]
    tenant = {"group": {}, "adopted": ["group"], "members": people[:12], "added": added}
    (told,) = retained_objects(DesiredState(), run_state_from(tenant), chosen_teardown_steps(groups=True, purge=True))
    assert "person-09 and 2 more. To remove people: " in told
    assert "person-10" not in told


def _line(item: Change | BlockedItem | PlanWarning | Blocker) -> str:
    if isinstance(item, Change):
        return f"{item.action}: {item.summary}"
    return f"{KIND[type(item)]}: {item.sentence}"
