"""Each file in cases/ is one tenant, one wish and the sentences that the plan must then hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.planning.pictures import picture_from
from total_onboard.desired_state import DesiredState
from total_onboard.engine.plan import Change, Waiting
from total_onboard.engine.step import Obstacle
from total_onboard.steps import SETUP_STEPS

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
STEPS = {step.id: step for step in SETUP_STEPS}
REDIRECT = "https://app.yourtotal.com/auth/oidc/callback"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_plan_says(path: Path) -> None:
    case = yaml.safe_load(path.read_text())
    wanted = DesiredState.model_validate({"redirect_uris": [REDIRECT]} | case.get("wanted", {}))
    items = STEPS[case["step"]].plan(wanted, picture_from(case.get("tenant", {})))
    assert [_line(item) for item in items] == case["plan"]


def test_there_is_a_case_for_every_step() -> None:
    assert {yaml.safe_load(path.read_text())["step"] for path in CASES} == set(STEPS)


def test_a_plan_depends_on_nothing_but_what_it_is_given() -> None:
    for path in CASES:
        case = yaml.safe_load(path.read_text())
        wanted = DesiredState.model_validate({"redirect_uris": [REDIRECT]} | case.get("wanted", {}))
        picture = picture_from(case.get("tenant", {}))
        step = STEPS[case["step"]]
        assert list(step.plan(wanted, picture)) == list(step.plan(wanted, picture))


def _line(item: Change | Waiting | Obstacle) -> Any:
    if isinstance(item, Change):
        return f"{item.action}: {item.summary}"
    return f"{'waiting' if isinstance(item, Waiting) else 'obstacle'}: {item.sentence}"
