"""What makes an object known: its id in this machine's journal, or an option that names it; nothing else."""

from __future__ import annotations

import pytest

from total_onboard.core.desired_state import NEW, Decisions
from total_onboard.engine.inspection.contents import Baseline
from total_onboard.engine.journal.entry import Entry, Kind
from total_onboard.engine.journal.history import accepted, baselines
from total_onboard.engine.journal.known_objects import Known, Origin
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

APP = Application(id="app-1", app_id="client-1", unique_name="total-onboard-total", notes="Made by total-onboard.")
GROUP = Group(id="group-1", unique_name="total-onboard-total-total-admin", description="Made by total-onboard.")


def line(kind: Kind, object_id: str = "", step: str = "application", **rest: object) -> Entry:
    return Entry.model_validate({"run": "r", "kind": kind, "step": step, "object_id": object_id, **rest})


@pytest.mark.parametrize(
    ("entries", "decisions", "origin"),
    [
        ([], Decisions(), None),
        ([], Decisions(adopt=True, application=NEW), None),
        ([line(Kind.FOUND, "app-1"), line(Kind.TOLD, "app-1"), line(Kind.ADDED, "app-1")], Decisions(), None),
        ([line(Kind.RECEIPT, "app-1", step="client-secret")], Decisions(), None),
        ([line(Kind.RECEIPT, "client-1")], Decisions(), None),
        ([line(Kind.RECEIPT, "app-1")], Decisions(), Origin.CREATED),
        ([line(Kind.RECEIPT, "app-1"), line(Kind.ADOPTED, "app-1")], Decisions(), Origin.ADOPTED),
        ([], Decisions(application="client-1"), Origin.NAMED),
        ([], Decisions(application="app-1"), Origin.NAMED),
        ([line(Kind.ADOPTED, "app-1")], Decisions(application="app-1"), Origin.ADOPTED),
    ],
)
def test_an_application_is_known_by_its_id_alone(
    entries: list[Entry], decisions: Decisions, origin: Origin | None
) -> None:
    assert Known.of(entries, decisions).origin(APP) == origin


def test_a_group_is_known_by_its_id_alone() -> None:
    assert not Known.of([], Decisions()).knows(GROUP)
    named = Known.of([], Decisions(groups={"TOTAL-Admin": "group-1"}))
    assert named.origin(GROUP) is Origin.NAMED
    assert not named.knows_by_journal(GROUP)
    assert Known.of([line(Kind.RECEIPT, "group-1", step="groups")], Decisions()).knows_by_journal(GROUP)


def test_an_adopted_object_has_the_baseline_that_was_confirmed_and_a_created_one_an_empty_one() -> None:
    confirmed = Baseline(members=("ada",), redirect_uris=("web https://by-hand.example",))
    entries = [
        line(Kind.RECEIPT, "app-1"),
        line(Kind.BASELINE, "group-1", step="groups", baseline=confirmed),
        line(Kind.ADOPTED, "group-1", step="groups"),
        line(Kind.ADOPTED, "group-2", step="groups"),
        line(Kind.ACCEPTED, "group-1", step="members", mark="bo"),
    ]
    read_again = [Entry.model_validate_json(one.model_dump_json(exclude_defaults=True)) for one in entries]
    assert baselines(read_again) == {"app-1": Baseline(), "group-1": confirmed}
    assert accepted(read_again) == {("members", "group-1", "bo")}
