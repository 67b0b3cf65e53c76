"""Removal test: a person is added to the group, seen at TOTAL, removed, and seen deactivated there.

Microsoft deactivates on demand people that it counts as unassigned; if it does not, its next cycle does.
Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand#known-limitations
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.context import MemberRemovalTest, VerificationContext
from total_onboard.diagnostics.verification.provisioning.provision_user import UserProvisioning
from total_onboard.diagnostics.verification.removal.deprovision_person import Deprovisioning, repeat_removal_test
from total_onboard.diagnostics.verification.removal.temporary_membership import StillAMember, TemporaryMember
from total_onboard.diagnostics.verification.verification_result import (
    Timing,
    Verification,
    VerificationOutcome,
    VerificationStatus,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.journal.entry import Stage
from total_onboard.engine.step_id import StepId


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Run the whole test; always restore the group."""
    assert context.member_test is not None
    course = _Course(context, context.member_test)
    try:
        shown = await course.run()
    except StillAMember as error:
        shown = failed(error.message, error.remedy)
    return replace(shown, timings=tuple(course.timings))


@dataclass
class _Course:
    """One running test; ``timings`` holds the duration of each part."""

    context: VerificationContext
    member_test: MemberRemovalTest
    timings: list[Timing] = field(default_factory=list)

    async def run(self) -> VerificationOutcome:
        """Raise StillAMember, GraphError, ScimEndpointFailed."""
        if not self.member_test.interrupted and (shown := await self._not_seen_active()):
            await self._end_where_nothing_is_left()
            return shown
        return await self._seen_deactivated()

    async def _not_seen_active(self) -> VerificationOutcome | None:
        """Return None if all is well: added, seen, and removed again in any case."""
        context, one, member = self.context, self.member_test, self._member
        member.note(Stage.STARTED)
        again = repeat_removal_test(context, one.who)
        try:
            with self._timed("added"):
                await member.add()
            with self._timed("active"):
                shown = await UserProvisioning(context, one.group.id, one.user_id, one.who, again).verify()
        except BaseException:
            await member.remove()
            raise
        with self._timed("removed"):
            await member.remove()
        return None if shown.outcome is VerificationStatus.VERIFIED else shown

    async def _seen_deactivated(self) -> VerificationOutcome:
        one, context = self.member_test, self.context
        leaving = Deprovisioning(context, one.user_id, one.who)
        with self._timed("deactivated"):
            shown = await leaving.verify()
        if shown is not None:
            return shown
        self._member.note(Stage.ENDED)
        if one.interrupted and not leaving.was_there:
            return inconclusive(
                f"The interrupted removal test with {one.who} is completed: TOTAL never knew the person",
                repeat_removal_test(context, one.who),
            )
        return succeeded(self._summary())

    async def _end_where_nothing_is_left(self) -> None:
        """End the test if the person is not at TOTAL, or not active there; no second run is necessary."""
        with suppress(OnboardError):
            if await Deprovisioning(self.context, self.member_test.user_id, self.member_test.who).is_deactivated():
                self._member.note(Stage.ENDED)

    def _summary(self) -> str:
        one, took = self.member_test, {timing.what: f"{timing.seconds:.1f} s" for timing in self.timings}
        name = one.group.display_name
        if one.interrupted:
            return f"{one.who}, left by an interrupted removal test, was removed from {name} and deactivated at TOTAL"
        return (
            f"{one.who} was added to {name} ({took['added']}), appeared in TOTAL ({took['active']}), was removed "
            f"again ({took['removed']}), and TOTAL deactivated the account ({took['deactivated']})"
        )

    @property
    def _member(self) -> TemporaryMember:
        return TemporaryMember(self.context, self.member_test)

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        clock = self.context.run.poller.clock
        start = clock.now()
        yield
        self.timings.append(Timing(what=what, seconds=round(clock.now() - start, 1)))


REMOVAL: Final = Verification(
    id="removal",
    title="People removed from the group lose access",
    verify=verify,
    needs=frozenset({StepId.GROUPS}),
    after=("scim-from-here", "member"),
)
"""Made only if it was asked for, for it changes the group for a moment."""
