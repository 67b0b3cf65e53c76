"""A line that is handed to somebody else means the same tenant, application and groups at that machine."""

from __future__ import annotations

import shlex

import pytest

from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.command_line import command_line, journaled_targets, targeting_options
from total_onboard.engine.journal.entry import Adopted, Created, Deleted, JournalEntry
from total_onboard.engine.step_id import StepId

TENANT = ("--tenant", "tenant")
ADMINS, READERS = DesiredGroup(name="The bosses' group", role="admin"), DesiredGroup(name="Readers", role="viewer")


@pytest.mark.parametrize(
    ("desired", "cloud", "more"),
    [
        pytest.param({}, "global", (), id="what everybody has is not said"),
        pytest.param({}, "custom", (), id="a cloud of one's own has addresses, which are no option"),
        pytest.param({}, "china", ("--cloud", "china"), id="another cloud"),
        pytest.param({"application_name": "Our TOTAL"}, "", ("--application-name", "Our TOTAL"), id="another name"),
        pytest.param(
            {"groups": (ADMINS, READERS)},
            "",
            ("--group", "The bosses' group=admin", "--group", "Readers=viewer"),
            id="other groups",
        ),
    ],
)
def test_what_differs_from_the_product_is_said_in_words_that_a_shell_takes_as_they_were_meant(
    desired: dict[str, object], cloud: str, more: tuple[str, ...]
) -> None:
    state = DesiredState.model_validate(desired)
    line = command_line("admins add UPN", *targeting_options(state, run_state_from({"cloud": cloud})))
    assert shlex.split(line) == ["total-onboard", "admins", "add", "UPN", *TENANT, *more]


def test_a_colleague_gets_the_ids_of_what_is_known_here_and_of_nothing_else() -> None:
    there: dict[str, dict[str, object]] = {"application": {}, "group": {}}
    known: dict[str, object] = there | {"receipts": {"application": ["app-object"]}, "adopted": ["group"]}
    ids = ("--app-id", "app-object", "--group-id", "TOTAL-Admin=group")
    assert targeting_options(DesiredState(), run_state_from(known)) == (*TENANT, *ids)
    assert targeting_options(DesiredState(), run_state_from(there | {"unknown": True})) == TENANT


def test_ids_of_the_journal_are_those_that_were_not_deleted() -> None:
    app, groups, group = StepId.APPLICATION, StepId.GROUPS, "total-onboard-total-total-admin"
    entries: list[JournalEntry] = [
        Created(step=app, search_key="TOTAL 1", object_id="old"),
        Created(step=app, search_key="TOTAL 2", object_id="new"),
        Deleted(step=app, object_id="new"),
        Adopted(step=groups, unique_name=group, object_id="group"),
    ]
    ids = ("--app-id", "old", "--group-id", "TOTAL-Admin=group")
    assert journaled_targets(DesiredState(), run_state_from({}), entries) == (*TENANT, *ids)
