"""What was said about objects that are there already."""

from __future__ import annotations

import pytest

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.settings import load_settings

ONE = "5d0f6a3c-2f0b-4a52-9f0e-3c1d6a7b8e91"
OTHER = "e7b1a0d4-93f2-4c57-8d26-1f5a9c3b7e60"
WANTED = DesiredState(
    groups=(DesiredGroup(name="TOTAL-Analyst", role="analyst"), DesiredGroup(name="TOTAL-Admin", role="admin"))
)


def decided(**given: object) -> AdoptionDecisions:
    said = adoption_decisions(load_settings(given))
    require_group_names(said, WANTED)
    return said


def test_nothing_said_is_nothing_decided() -> None:
    assert decided() == AdoptionDecisions()


def test_an_id_alone_is_the_admin_groups() -> None:
    said = decided(group_id=(ONE, f"TOTAL-Analyst = {OTHER.upper()}"))
    assert {group.name: said.of_group(WANTED, group) for group in WANTED.groups} == {
        "TOTAL-Admin": ONE,
        "TOTAL-Analyst": OTHER,
    }


def test_the_word_new_leaves_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_ADOPT", "true")
    monkeypatch.setenv("TOTAL_ONBOARD_APP_ID", "New")
    monkeypatch.setenv("TOTAL_ONBOARD_GROUP_ID", f"TOTAL-Admin=new,TOTAL-Analyst={ONE}")
    expected = AdoptionDecisions(adopt=True, application="new", groups={"TOTAL-Admin": "new", "TOTAL-Analyst": ONE})
    assert decided() == expected


@pytest.mark.parametrize(
    "given", [{"app_id": ""}, {"app_id": "TOTAL"}, {"group_id": ("TOTAL-Admin=",)}, {"group_id": (f"x={ONE}",)}]
)
def test_what_is_no_id_and_no_group_of_ours_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        decided(**given)
