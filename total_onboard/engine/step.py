"""A step: one thing that must be true in the tenant, with how it is seen, what differs, and how it is made so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.inspection.contents import Inspection
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.plan import BlockedItem, Change, PlanWarning
from total_onboard.engine.polling import LOST_ANSWER, Poller, PollPolicy
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.entra.tenant import TenantClient

PlanItems = Sequence["Change | BlockedItem | PlanWarning | Blocker"]


@dataclass(frozen=True)
class AdoptionChoice:
    """What only the admin can decide: about the group of this name, or about the application where it is empty.

    ``answers`` are the words to choose from, each with what it decides (see Decisions).
    """

    group: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Blocker:
    """Reason why nothing may be written at all until a person has decided or repaired something.

    ``inspections`` are what the objects contain that are not known here; ``adopt_option`` is the option that would name
    such an object, with a placeholder for its id, which must not come from the tenant itself.
    """

    step: str
    sentence: str
    remedy: str
    question: AdoptionChoice | None = None
    inspections: tuple[Inspection, ...] = ()
    adopt_option: str = ""


@dataclass
class ExecutionContext:
    """What a step needs besides the picture: the tenant to write to, the journal, the waiting.

    ``lost_answer`` is how long something is looked for whose creation got no clear answer; ``granted`` are the
    scopes of the sign-in, as far as they are known.
    """

    tenant: TenantClient
    journal: Journal
    poller: Poller
    lost_response_policy: PollPolicy = LOST_ANSWER
    granted: frozenset[str] | None = None
    new_password: NewPassword | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StepResult:
    """What became of a step, and the sentence that says it."""

    outcome: StepOutcome
    summary: str


class Step(Protocol):
    """Implemented in ``steps/`` and ``undo/``; the executor knows nothing else about them.

    ``needs`` names the steps that must be true before this one can be made true, ``looks_after`` those that must have
    been looked at before this one is.
    """

    id: ClassVar[StepId]
    title: ClassVar[str]
    needs: ClassVar[tuple[StepId, ...]]
    observe_after: ClassVar[tuple[StepId, ...]]

    async def observe(self, tenant: TenantClient, desired: DesiredState, observed: ObservedState) -> None:
        """Read what is there into the picture; never write."""

    def plan(self, desired: DesiredState, observed: ObservedState) -> PlanItems:
        """Return what differs. Pure: equal states give equal answers."""

    async def apply(self, run: ExecutionContext, desired: DesiredState, observed: ObservedState) -> StepResult:
        """Make it so, and put what is now there into the picture. Safe to call again."""
