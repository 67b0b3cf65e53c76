"""A step: one thing that must be true in the tenant, with how it is seen, what differs, and how it is made so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared
from total_onboard.engine.inspection.audit_matching import AuditSignature
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.plan import BlockedItem, Change, ItemLists, PlanHeading, PlanWarning
from total_onboard.engine.polling import LOST_ANSWER, Poller, PollPolicy
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient

PlanItems = Sequence["Change | BlockedItem | PlanWarning | Blocker"]

StepOutput = NewPassword
"""What a step makes that only its run can see, because nobody can read it from the tenant again."""


@dataclass(frozen=True)
class AdoptionChoice:
    """What only the admin can decide: about the group of this name, or about the application if it is empty.

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


@dataclass(frozen=True)
class ExecutionContext:
    """Context of a step besides the observed state: the tenant to write to, the journal, the poller.

    ``lost_response_policy`` is how long to look for an object whose creation got no clear answer; ``granted`` are the
    scopes of the sign-in, as far as they are known. A step puts its output into ``outputs`` as soon as that exists: it
    must not be lost if the step is canceled or fails afterwards.
    """

    tenant: TenantClient
    journal: Journal
    poller: Poller
    lost_response_policy: PollPolicy = LOST_ANSWER
    granted: frozenset[str] | None = None
    outputs: dict[StepId, StepOutput] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class StepResult:
    """Outcome of a step, and its summary."""

    outcome: StepOutcome
    summary: str


class UnmanagedPart(NamedTuple):
    """Something that others added; without a ``remedy`` it is to be removed on the portal page of the step."""

    resource: str
    found: str
    sentence: str
    remedy: str = ""


class PortalPage(NamedTuple):
    """A page of the Microsoft Entra admin center: its title for people, and its name in addresses, if any."""

    title: str
    address: str = ""


class PortalValue(NamedTuple):
    """What to enter or choose in the Microsoft Entra admin center: the label of a field there, and the exact value."""

    label: str
    value: str


class PartOf(NamedTuple):
    """The step whose new object comes with what another step writes; ``of_each`` if they are objects of one name."""

    step: StepId
    of_each: bool = False


class Step(ABC):
    """Step: one thing that must be true in a tenant, and its metadata for all other layers.

    ``needs`` are the steps that must be true before this one can be, ``comes_after`` those that are only done before
    it if they are done at all. ``observe_after`` are those that are observed before this one; None means ``needs``.
    ``role_actions`` are actions of directory roles, without their namespace. ``removed_by`` is the teardown step that
    removes what this one made; None means that it is deleted together with the application. ``heading``, ``part_of``
    and ``items`` are for people who read the plan: its resource, whose creation includes it, and what shares a line.
    """

    id: ClassVar[StepId]
    title: ClassVar[str]
    needs: ClassVar[tuple[StepId, ...]] = ()
    comes_after: ClassVar[tuple[StepId, ...]] = ()
    observe_after: ClassVar[tuple[StepId, ...] | None] = None
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = ()
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = ()
    role_actions: ClassVar[tuple[str, ...]] = ()
    audit_signature: ClassVar[AuditSignature | None] = None
    portal_page: ClassVar[PortalPage | None] = None
    removed_by: ClassVar[StepId | None] = None
    heading: ClassVar[PlanHeading] = PlanHeading.APPLICATION
    part_of: ClassVar[PartOf | None] = None
    items: ClassVar[ItemLists] = ItemLists.NONE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: B027
        """Read the current state into ``observed``; never write. Nothing if another step reads it."""

    @abstractmethod
    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Return what differs. Pure: equal states give equal answers."""

    def is_desired(self, desired: DesiredState) -> bool:  # noqa: ARG002
        """Return whether the desired state asks for it; a step that it doesn't ask for compares nothing. Pure."""
        return True

    def unmanaged(self, desired: DesiredState, state: RunState) -> Sequence[UnmanagedPart]:  # noqa: ARG002
        """Return what others added and a setup leaves as it is. Pure."""
        return ()

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare what :meth:`apply` sends to a tenant that has nothing yet, or as ``state`` shows it. Pure."""
        return ()

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return what an admin enters in the portal in place of :meth:`apply`, in that order; no secret. Pure."""
        return ()

    @abstractmethod
    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Make it true, and record the result in ``observed``. Safe to call again."""
