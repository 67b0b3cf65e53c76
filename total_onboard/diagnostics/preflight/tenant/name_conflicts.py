"""Would setup refuse an object that has a name of ours, or that an option names?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from total_onboard.core.adoption_decisions import NEW
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.tenant_snapshot import NamedObjects
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.journal.known_objects import KnownObjects, ids_of
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.step import Blocker
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.steps.adoption import Adoption, Thing
from total_onboard.steps.application.adoption import adoption_by as adoption_of_application
from total_onboard.steps.groups.adoption import adoption_by as adoption_of_group
from total_onboard.steps.groups.adoption import obstacle_of

_REMEDY: Final = (
    "If TOTAL was set up from another machine, get the IDs there (total-onboard status --output json) and "
    "name them with --app-id ID and --group-id NAME=ID. Setup lists what each object contains before it "
    "asks. To leave an object and create a new one: --app-id new, --group-id NAME=new. If the object has "
    "TOTAL's unique name, first delete it permanently: in the recycle bin it keeps that name."
)
_LEFT: Final = (
    "Make sure that people can tell it from TOTAL's, or rename or delete it in the Microsoft Entra admin center."
)


@dataclass(frozen=True)
class _Refusal:
    """Reason why setup would stop; ``strangers`` are the objects that nobody named and the journal doesn't know."""

    obstacle: Blocker
    strangers: tuple[str, ...]

    @classmethod
    def of(cls, obstacle: Blocker | None, adoption: Adoption[Thing], those: Sequence[Thing]) -> _Refusal | None:
        if obstacle is None:
            return None
        unknown = [one for one in those if not adoption.known.knows(one)] if adoption.requested in ("", NEW) else []
        return cls(obstacle, tuple(_called(one, adoption) for one in unknown))


def _called(one: Thing, adoption: Adoption[Thing]) -> str:
    called = f"the {adoption.noun} {one.display_name} ({one.id})"
    reason = adoption.reason(one)
    return f"{called}, which can't be adopted, because it {reason}" if reason else called


@dataclass(frozen=True)
class _Found:
    """Objects that setup would find, as far as they could be read, and what it would know of them."""

    context: CheckContext
    here: KnownObjects
    named: NamedObjects
    applications: Sequence[Application]
    groups: Sequence[Group]

    @classmethod
    def of(cls, context: CheckContext) -> _Found:
        snapshot = context.snapshot
        named = NamedObjects() if isinstance(snapshot.named, Unavailable) else snapshot.named
        return cls(context, context.known, named, _seen(snapshot.applications), _seen(snapshot.groups))

    def refusals(self) -> list[_Refusal]:
        """Return why setup would stop, by its own rules."""
        possible = [self._of_application(), *(self._of_group(group) for group in self.context.desired.groups)]
        return [refusal for refusal in possible if refusal]

    def left(self) -> list[str]:
        """Return what only has a display name of ours: setup leaves it as it is, and uses what is known."""
        desired, decisions = self.context.desired, self.context.decisions
        others: list[Application | Group] = [] if decisions.application == NEW else [*self.applications]
        names = [group.name.casefold() for group in desired.groups if decisions.of_group(desired, group) != NEW]
        others += [one for one in self.groups if one.display_name.casefold() in names]
        return [f"{one.display_name} ({one.id})" for one in others if not self.here.knows(one)]

    def _of_application(self) -> _Refusal | None:
        context, templates = self.context, self.context.cloud.non_gallery_templates
        adoption = adoption_of_application(
            context.desired, context.decisions, self.here, templates, self.named.inspections
        )
        there = _chosen(self.applications, self.named.applications, adoption)
        if there is None and self._is_out_of_sight(adoption.requested):
            return None
        obstacle = adoption.obstacle(there, self.applications, deleted=False)
        return _Refusal.of(obstacle, adoption, [there] if there else self.applications)

    def _of_group(self, group: DesiredGroup) -> _Refusal | None:
        adoption = adoption_of_group(
            self.context.desired, group, self.context.decisions, self.here, self.named.inspections
        )
        there = _chosen(self.groups, self.named.groups, adoption)
        if there is None and self._is_out_of_sight(adoption.requested):
            return None
        same = tuple(one for one in self.groups if one.display_name.casefold() == group.name.casefold())
        obstacle = obstacle_of(adoption, ObservedGroup(there, namesakes=same))
        return _Refusal.of(obstacle, adoption, [there] if there else same)

    def _is_out_of_sight(self, requested: str) -> bool:
        """Return whether an object that is named may exist although nothing showed it; the recycle bin has a check."""
        snapshot = self.context.snapshot
        deleted = any(requested in ids_of(one) for one in _seen(snapshot.deleted))
        return requested not in ("", NEW) and (deleted or isinstance(snapshot.named, Unavailable))


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the names: neither a name nor a unique name proves ownership, only an ID in the journal or a named one."""
    found, snapshot = _Found.of(context), context.snapshot
    if refusals := found.refusals():
        return _refused(refusals)
    for unseen in (snapshot.applications, snapshot.groups, snapshot.named):
        if isinstance(unseen, Unavailable):
            return unknown(unseen)
    if left := found.left():
        return warned(f"Not set up from this machine, and left as it is: {', '.join(left)}", _LEFT)
    return passed("No name is taken by another object")


def _refused(refusals: Sequence[_Refusal]) -> CheckOutcome:
    strangers = list(chain.from_iterable(one.strangers for one in refusals))
    comma = "; " if any("can't be adopted, because" in one for one in strangers) else ", "
    sentences = [f"Not set up from this machine: {comma.join(strangers)}"] if strangers else []
    sentences += [one.obstacle.sentence.rstrip(".") for one in refusals if not one.strangers]
    options_help = any(one.obstacle.adopt_option or one.obstacle.question for one in refusals)
    return failed(". ".join(sentences), _REMEDY if options_help else refusals[0].obstacle.remedy)


def _chosen(seen: Sequence[Thing], named: Sequence[Thing], adoption: Adoption[Thing]) -> Thing | None:
    """Return what setup would use: what has our unique name or the journal knows, or what an option names."""
    owned = [one for one in seen if one.unique_name == adoption.mark]
    owned += [one for one in seen if one.unique_name is None and adoption.known.is_in_journal(one)]
    return next(iter(owned), None) or next((one for one in named if adoption.requested in ids_of(one)), None)


def _seen(those: Sequence[Thing] | Unavailable) -> Sequence[Thing]:
    """Return what can be seen; unavailable data does not hide what was found elsewhere."""
    return () if isinstance(those, Unavailable) else those


NAME_CLASHES = Check(
    id="name-clashes",
    title="Available names",
    needed="No other object has TOTAL's names, or you name it with --app-id and --group-id",
    docs="docs/checks.md#name-clashes",
    steps=frozenset({StepId.APPLICATION, StepId.GROUPS}),
    evaluate=evaluate,
)
