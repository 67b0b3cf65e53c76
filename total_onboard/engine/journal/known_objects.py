"""Known objects. A name, a ``uniqueName`` or a note proves nothing (docs/decisions/0061).

Everything that must know whether it may write to an object asks this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.engine.journal.entry import Adopted, Created, JournalEntry
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

OBJECT_STEPS: Final = frozenset({StepId.APPLICATION, StepId.GROUPS})
"""The steps whose receipts name objects of the directory; those of others name keys and jobs."""


class Origin(StrEnum):
    """Source of the knowledge of an object."""

    CREATED = "created"
    ADOPTED = "adopted"
    NAMED = "named"


@dataclass(frozen=True)
class KnownObjects:
    """The ids of the objects that are known: by the journal of this machine, or named by an option."""

    created: frozenset[str] = frozenset()
    adopted: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Sequence[JournalEntry], decisions: AdoptionDecisions) -> KnownObjects:
        """Return what a journal and the options say together."""
        return cls(created_ids(entries), adopted_ids(entries), decisions.named_ids)

    def origin(self, one: Application | Group) -> Origin | None:
        """Return why the object is known; None for one that is not. What was adopted was not created here."""
        if one.id in self.adopted:
            return Origin.ADOPTED
        if one.id in self.created:
            return Origin.CREATED
        return Origin.NAMED if self.named.intersection(ids_of(one)) else None

    def knows(self, one: Application | Group) -> bool:
        """Return whether anything may be written to the object."""
        return self.origin(one) is not None

    def is_in_journal(self, one: Application | Group) -> bool:
        """Return whether it was created or adopted from this machine."""
        return one.id in self.created or one.id in self.adopted


def known_objects(state: RunState) -> KnownObjects:
    """Return the known objects of the observed state; what an interrupted run created counts as created."""
    created = {object_id for step in OBJECT_STEPS for object_id in state.history.remembered(step)}
    begun = state.effects.begun | state.effects.begun_groups
    return KnownObjects(begun | created, state.history.adopted, state.choices.adoption.named_ids)


def ids_of(one: Application | Group) -> tuple[str, ...]:
    """Return the ids by which an option may name it: of an application also its client ID."""
    return (one.id, one.app_id) if isinstance(one, Application) else (one.id,)


def created_ids(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the ids of the applications and groups that runs on this machine created."""
    return frozenset(e.object_id for e in entries if isinstance(e, Created) and e.step in OBJECT_STEPS)


def adopted_ids(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Return the ids of those that were adopted from this machine."""
    return frozenset(e.object_id for e in entries if isinstance(e, Adopted))
