"""The only way to a write: read and plan, show, ask, and plan again from fresh reads if the answer took long."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from total_onboard.commands.invocation.batch_approval import Approval
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.ui.console import Screen
from total_onboard.ui.views.object_contents import show_unmanaged

_T = TypeVar("_T")
MAX_AGE: Final = 10.0
"""Seconds between the first read of a plan and its confirmation, after which the plan is made again."""
_CHANGED: Final = "The tenant has changed since this plan was made. This is the plan now:"


class PlanChanged(PrerequisiteMissing):
    """The tenant changed between the plan and its confirmation, and nobody can be asked about the new plan."""

    code = "plan-changed"

    def __init__(self) -> None:
        super().__init__(
            "The tenant has changed since the plan was made, and --yes confirms only that plan. Nothing was changed.",
            remedy="Check the new plan, then run the same command again.",
        )


@dataclass(frozen=True)
class Proposal(Generic[_T]):
    """What a command would write. Two proposals with equal ``content`` need only one confirmation.

    ``show`` shows it on one screen; ``value`` is what the command continues with; ``unmanaged`` are objects that only
    an option names, which are shown first. It has no default, so that no command forgets them.
    """

    value: _T
    content: object
    writes: bool
    show: Callable[[Screen], None]
    unmanaged: tuple[Inspection, ...]

    def is_the_same(self, other: Proposal[_T]) -> bool:
        """Return whether a confirmation of this one covers all of the other."""
        return self.comparable == other.comparable

    @property
    def comparable(self) -> object:
        """What two proposals have in common if one confirmation covers both."""
        return self.content, self._contained

    @property
    def _contained(self) -> dict[str, frozenset[str]]:
        return {one.object_id: one.baseline.everything for one in self.unmanaged}


Propose = Callable[[], Awaitable[Proposal[_T]]]
Ask = Callable[[_T, bool], None]
"""Asks about a plan that was shown. The second argument is whether ``--yes`` confirms it. Raises NotConfirmed."""


class PlanNotApproved(PrerequisiteMissing):
    """In a run over several tenants, one of them changed after its plan was approved."""

    code = "plan-changed"

    def __init__(self) -> None:
        super().__init__(
            "The tenant has changed since its plan was approved. Nothing was changed there.",
            remedy="Run the same command again: it shows the new plan.",
        )


async def _approved(approval: Approval, propose: Propose[_T]) -> _T:
    """Return a proposal that writes only if it is the approved one. Raises PlanNotApproved."""
    proposal = await propose()
    if proposal.writes and not approval.covers(proposal.comparable):
        raise PlanNotApproved
    approval.content = proposal.comparable
    return proposal.value


@dataclass(frozen=True)
class Confirmation:
    """Confirm what a command would write. Waking from sleep counts as time, so ``clock`` is the time of day."""

    context: CommandContext
    clock: Callable[[], float] = time.time

    async def of(self, propose: Propose[_T], ask: Ask[_T]) -> _T:
        """Return the confirmed proposal's value; skip the question if there is nothing to write.

        Raises NotConfirmed, ConfirmationNeeded, PlanChanged.
        """
        if self.context.approval:
            return await _approved(self.context.approval, propose)
        begun = self.clock()
        proposal, first = await propose(), True
        while True:
            self._show(proposal)
            if not proposal.writes:
                return proposal.value
            self._ask(proposal, ask, first)
            if 0 <= self.clock() - begun <= MAX_AGE:
                return proposal.value
            begun = self.clock()
            fresh = await propose()
            if proposal.is_the_same(fresh):
                return fresh.value
            self._see_who_can_decide(fresh)
            proposal, first = fresh, False

    def _ask(self, proposal: Proposal[_T], ask: Ask[_T], first: bool) -> None:
        if self.context.sandbox is not None:
            return
        if not self.context.can_be_confirmed:
            self._show(proposal, is_refused=True)
        self.context.require_confirmable()
        ask(proposal.value, first and self.context.common.yes)

    def _show(self, proposal: Proposal[_T], *, is_refused: bool = False) -> None:
        """Show a proposal once. The JSON document holds it, except if it is refused."""
        self.context.notes_unmanaged(proposal.unmanaged)
        if self.context.screen.json is not is_refused:
            return
        for screen in self.context.screen.views if proposal.writes else (self.context.screen,):
            show_unmanaged(screen, proposal.unmanaged)
            proposal.show(screen)

    def _see_who_can_decide(self, fresh: Proposal[_T]) -> None:
        for screen in self.context.screen.views:
            screen.say()
            screen.say(_CHANGED, style="caution")
        if fresh.writes and not self.context.screen.interactive and self.context.sandbox is None:
            self._show(fresh, is_refused=self.context.screen.json)
            raise PlanChanged
