"""What a teardown takes away, by resource, and what several share; :data:`TEARDOWN_STEPS` is the program, in order."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.step import Step
from total_onboard.undo.additions import Additions
from total_onboard.undo.application import Application
from total_onboard.undo.assignment import Assignment
from total_onboard.undo.consent import Consent
from total_onboard.undo.for_good import ApplicationForGood, GroupsForGood
from total_onboard.undo.groups import Groups
from total_onboard.undo.provisioning import Provisioning
from total_onboard.undo.scim_credentials import StoredScimCredentials

TEARDOWN_STEPS: Final[tuple[Step, ...]] = (
    Provisioning(),
    StoredScimCredentials(),
    Assignment(),
    Consent(),
    Additions(),
    Application(),
    Groups(),
    ApplicationForGood(),
    GroupsForGood(),
)


def chosen_steps(*, groups: bool, purge: bool) -> frozenset[str]:
    """All but those that take a word: the groups go only when asked for, and nothing goes for good unasked."""
    left = set()
    if not groups:
        left |= {Groups.id, GroupsForGood.id}
    if not purge:
        left |= {ApplicationForGood.id, GroupsForGood.id}
    return frozenset(step.id for step in TEARDOWN_STEPS) - left
