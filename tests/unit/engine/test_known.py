"""What makes an object known: its id in this machine's journal, or an option that names it; nothing else."""

from __future__ import annotations

import pytest

from total_onboard.core.desired_state import NEW, AdoptionDecisions
from total_onboard.engine.inspection.contents import Baseline
from total_onboard.engine.journal.entry import EntryKind, JournalEntry
from total_onboard.engine.journal.history import accepted, baselines
from total_onboard.engine.journal.known_objects import KnownObjects, Origin
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

APP = Application(id="app-1", app_id="client-1", unique_name="total-onboard-total", notes="Made by total-onboard.")
GROUP = Group(id="group-1", unique_name="total-onboard-total-total-admin", description="Made by total-onboard.")


def line(kind: EntryKind, object_id: str = "", step: str = "application", **rest: object) -> JournalEntry:
    return JournalEntry.model_validate({"run": "r", "kind": kind, "step": step, "object_id": object_id, **rest})


@pytest.mark.parametrize(
    ("entries", "decisions", "origin"),
    [
        ([], AdoptionDecisions(), None),
        ([], AdoptionDecisions(adopt=True, application=NEW), None),
        (
            [line(EntryKind.FOUND, "app-1"), line(EntryKind.TOLD, "app-1"), line(EntryKind.ADDED, "app-1")],
            AdoptionDecisions(),
            None,
        ),
        ([line(EntryKind.RECEIPT, "app-1", step="client-secret")], AdoptionDecisions(), None),
        ([line(EntryKind.RECEIPT, "client-1")], AdoptionDecisions(), None),
        ([line(EntryKind.RECEIPT, "app-1")], AdoptionDecisions(), Origin.CREATED),
        ([line(EntryKind.RECEIPT, "app-1"), line(EntryKind.ADOPTED, "app-1")], AdoptionDecisions(), Origin.ADOPTED),
        ([], AdoptionDecisions(application="client-1"), Origin.NAMED),
        ([], AdoptionDecisions(application="app-1"), Origin.NAMED),
        ([line(EntryKind.ADOPTED, "app-1")], AdoptionDecisions(application="app-1"), Origin.ADOPTED),
    ],
)
def test_an_application_is_known_by_its_id_alone(
    entries: list[JournalEntry], decisions: AdoptionDecisions, origin: Origin | None
) -> None:
    assert KnownObjects.of(entries, decisions).origin(APP) == origin


def test_a_group_is_known_by_its_id_alone() -> None:
    assert not KnownObjects.of([], AdoptionDecisions()).knows(GROUP)
    named = KnownObjects.of([], AdoptionDecisions(groups={"TOTAL-Admin": "group-1"}))
    assert named.origin(GROUP) is Origin.NAMED
    assert not named.knows_by_journal(GROUP)
    assert KnownObjects.of([line(EntryKind.RECEIPT, "group-1", step="groups")], AdoptionDecisions()).knows_by_journal(
        GROUP
    )


def test_an_adopted_object_has_the_baseline_that_was_confirmed_and_a_created_one_an_empty_one() -> None:
    confirmed = Baseline(members=("ada",), redirect_uris=("web https://by-hand.example",))
    entries = [
        line(EntryKind.RECEIPT, "app-1"),
        line(EntryKind.BASELINE, "group-1", step="groups", baseline=confirmed),
        line(EntryKind.ADOPTED, "group-1", step="groups"),
        line(EntryKind.ADOPTED, "group-2", step="groups"),
        line(EntryKind.ACCEPTED, "group-1", step="members", mark="bo"),
    ]
    read_again = [JournalEntry.model_validate_json(one.model_dump_json(exclude_defaults=True)) for one in entries]
    assert baselines(read_again) == {"app-1": Baseline(), "group-1": confirmed}
    assert accepted(read_again) == {("members", "group-1", "bo")}
