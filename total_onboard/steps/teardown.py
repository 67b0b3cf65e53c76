"""What a teardown takes away, by resource, and what several share; :data:`TEARDOWN_STEPS` is the program, in order."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps.application.delete import Application
from total_onboard.steps.application.remove_additions import Additions
from total_onboard.steps.consent.revoke import Consent
from total_onboard.steps.groups.delete import Groups
from total_onboard.steps.provisioning.erase_scim_credentials import StoredScimCredentials
from total_onboard.steps.provisioning.stop_job import Provisioning
from total_onboard.steps.purge import ApplicationForGood, GroupsForGood
from total_onboard.steps.remove_assignment import Assignment

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
