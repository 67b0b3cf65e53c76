"""What makes an object known: its id in this machine's journal, or an option that names it; nothing else."""

from __future__ import annotations

import pytest

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal.entry import (
    Accepted,
    Added,
    Adopted,
    BaselineTaken,
    Created,
    GroupDelivered,
    GroupFound,
    JournalEntry,
)
from total_onboard.engine.journal.known_objects import KnownObjects, Origin
from total_onboard.engine.journal.line_format import entry_of, line_of
from total_onboard.engine.journal.queries import accepted, baselines
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

APP = Application(id="app-1", app_id="client-1", unique_name="total-onboard-total", notes="Made by total-onboard.")
GROUP = Group(id="group-1", unique_name="total-onboard-total-total-admin", description="Made by total-onboard.")


def created(object_id: str, step: str = "application") -> JournalEntry:
    return Created(run="r", step=step, search_key="TOTAL", object_id=object_id)


def adopted(object_id: str, step: str = "application") -> JournalEntry:
    return Adopted(run="r", step=step, unique_name="total-onboard-total", object_id=object_id)


@pytest.mark.parametrize(
    ("entries", "decisions", "origin"),
    [
        ([], AdoptionDecisions(), None),
        ([], AdoptionDecisions(adopt=True, application=NEW), None),
        (
            [
                GroupFound(name="TOTAL", group_id="app-1"),
                GroupDelivered(group_id="app-1"),
                Added(step="application", object_id="app-1", item="x"),
            ],
            AdoptionDecisions(),
            None,
        ),
        ([created("app-1", step="client-secret")], AdoptionDecisions(), None),
        ([created("client-1")], AdoptionDecisions(), None),
        ([created("app-1")], AdoptionDecisions(), Origin.CREATED),
        ([created("app-1"), adopted("app-1")], AdoptionDecisions(), Origin.ADOPTED),
        ([], AdoptionDecisions(application="client-1"), Origin.NAMED),
        ([], AdoptionDecisions(application="app-1"), Origin.NAMED),
        ([adopted("app-1")], AdoptionDecisions(application="app-1"), Origin.ADOPTED),
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
    assert not named.is_in_journal(GROUP)
    assert KnownObjects.of([created("group-1", step="groups")], AdoptionDecisions()).is_in_journal(GROUP)


def test_an_adopted_object_has_the_baseline_that_was_confirmed_and_a_created_one_an_empty_one() -> None:
    confirmed = Baseline(members=("ada",), redirect_uris=("web https://by-hand.example",))
    entries = [
        created("app-1"),
        BaselineTaken(run="r", step="groups", object_id="group-1", baseline=confirmed),
        adopted("group-1", step="groups"),
        adopted("group-2", step="groups"),
        Accepted(run="r", step="members", object_id="group-1", item="bo"),
    ]
    read_again = [entry_of(line_of(one)) for one in entries]
    assert baselines(read_again) == {"app-1": Baseline(), "group-1": confirmed}
    assert accepted(read_again) == {("members", "group-1", "bo")}
