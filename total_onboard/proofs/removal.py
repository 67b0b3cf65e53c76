"""Who leaves the group loses access: somebody is made a member, seen at TOTAL, taken out, and seen deactivated there.

Microsoft deactivates on demand whom it counts as unassigned; if it does not, its next cycle does.
Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand#known-limitations
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from total_onboard.engine.rehearsals import Stage, note_rehearsal
from total_onboard.engine.waiting import DIRECTORY, Patience, StillNotThere
from total_onboard.entra.graph_errors import BadRequest, Forbidden, NotFound, is_already_there
from total_onboard.errors import OnboardError
from total_onboard.proofs.leaving import Leaving
from total_onboard.proofs.proof import Attempt, Moment, Proven, Shown, disproven, not_possible, proven
from total_onboard.proofs.provisioning import Provisioning

if TYPE_CHECKING:
    from total_onboard.entra.groups import Group
    from total_onboard.proofs.context import ProofContext

_UNTIL_SEEN: Final = Patience(limit=60.0)
"""How long somebody who may have been added is awaited in the group, before a removal is believed."""


class StillAMember(OnboardError):
    """Somebody could not be taken out of the admin group again."""

    code = "still-a-member"


@dataclass
class Rehearsal:
    """Who is let go. ``interrupted`` is one that an earlier run began; ``out`` is whether the person is in no
    group of ours, as far as is known."""

    group: Group
    user_id: str
    who: str
    interrupted: bool = False
    out: bool = True


async def show(context: ProofContext) -> Shown:
    """The whole course; whatever happens, the group is left as it was."""
    assert context.rehearsal is not None
    course = _Course(context, context.rehearsal)
    try:
        shown = await course.run()
    except StillAMember as error:
        shown = disproven(error.message, error.remedy)
    return replace(shown, moments=tuple(course.moments))


@dataclass
class _Course:
    """One rehearsal at work; ``moments`` tells what each part took."""

    context: ProofContext
    rehearsal: Rehearsal
    moments: list[Moment] = field(default_factory=list)

    async def run(self) -> Shown:
        """Raises StillAMember, GraphError, ScimEndFailed."""
        if self.rehearsal.interrupted:
            await self._take_out()
        elif shown := await self._not_seen_active():
            await self._end_where_nothing_is_left()
            return shown
        return await self._seen_deactivated()

    async def _not_seen_active(self) -> Shown | None:
        """None where all is well: added, seen, and taken out again in any case."""
        context, one = self.context, self.rehearsal
        self._note(Stage.BEGAN)
        again = context.line("verify")
        try:
            with self._timed("added"):
                await self._add()
            with self._timed("active"):
                shown = await Provisioning(context, one.group.id, one.user_id, one.who, again).show()
        except BaseException:
            await self._take_out()
            raise
        with self._timed("removed"):
            await self._take_out()
        return None if shown.outcome is Proven.PROVEN else shown

    async def _add(self) -> None:
        one, groups = self.rehearsal, self.context.run.tenant.groups
        one.out = False
        try:
            await groups.add_members(one.group.id, [one.user_id])
        except (BadRequest, Forbidden, NotFound) as error:
            if not is_already_there(error):
                one.out = True
                self._note(Stage.ENDED)
                raise
        await self._until_seen_in_the_group(DIRECTORY)

    async def _until_seen_in_the_group(self, patience: Patience) -> None:
        async def seen() -> bool | None:
            return await self._is_in() or None

        await self.context.run.waiter.until(f"{self.rehearsal.who} is seen in {self._name}", seen, patience)

    async def _take_out(self) -> None:
        """Raises StillAMember. A removal that overtakes the addition would be lost, so that is awaited first."""
        one = self.rehearsal
        if one.out:
            return
        try:
            with suppress(StillNotThere):
                await self._until_seen_in_the_group(_UNTIL_SEEN)
            await self.context.run.waiter.until(f"{one.who} is out of {self._name} again", self._removed)
        except OnboardError as error:
            raise StillAMember(
                f"{one.who} could not be taken out of {self._name} again: {error.message}",
                remedy=self.context.line("verify"),
                request_id=error.request_id,
            ) from error
        one.out = True
        self._note(Stage.OUT)

    async def _removed(self) -> bool | None:
        one = self.rehearsal
        await self.context.run.tenant.groups.remove_member(one.group.id, one.user_id)
        return None if await self._is_in() else True

    async def _is_in(self) -> bool:
        members = await self.context.run.tenant.groups.members(self.rehearsal.group.id)
        return any(member.id == self.rehearsal.user_id for member in members)

    async def _seen_deactivated(self) -> Shown:
        one, context = self.rehearsal, self.context
        leaving = Leaving(context, one.user_id, one.who)
        with self._timed("deactivated"):
            shown = await leaving.show()
        if shown is not None:
            return shown
        self._note(Stage.ENDED)
        if one.interrupted and not leaving.was_there:
            return not_possible(
                f"The rehearsal with {one.who} that was interrupted has ended: TOTAL never knew the person",
                context.line("verify"),
            )
        return proven(self._told())

    async def _end_where_nothing_is_left(self) -> None:
        """Whoever is not at TOTAL, or not active there, needs no second run."""
        with suppress(OnboardError):
            if await Leaving(self.context, self.rehearsal.user_id, self.rehearsal.who).is_let_go():
                self._note(Stage.ENDED)

    def _told(self) -> str:
        one, took = self.rehearsal, {moment.what: f"{moment.seconds:.1f} s" for moment in self.moments}
        if one.interrupted:
            return (
                f"{one.who}, left by a rehearsal that was interrupted, is out of {self._name} and deactivated at TOTAL"
            )
        return (
            f"{one.who} was added to {self._name} ({took['added']}), stood at TOTAL ({took['active']}), was taken out "
            f"again ({took['removed']}), and TOTAL deactivated the account ({took['deactivated']})"
        )

    @property
    def _name(self) -> str:
        return self.rehearsal.group.display_name

    def _note(self, stage: Stage) -> None:
        note_rehearsal(self.context.run.journal, self.rehearsal.user_id, self.rehearsal.who, stage)

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        clock = self.context.run.waiter.clock
        start = clock.now()
        yield
        self.moments.append(Moment(what=what, seconds=round(clock.now() - start, 1)))


REMOVAL: Final = Attempt(
    id="removal",
    title="Who leaves the group loses access",
    show=show,
    needs=frozenset({"groups"}),
    after=("scim-from-here", "member"),
)
"""Made only where it was asked for, for it changes the group for a moment."""
