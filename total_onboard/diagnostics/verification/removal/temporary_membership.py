"""Temporary member of the admin group: added, and always removed again."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.context import MemberRemovalTest, VerificationContext
from total_onboard.diagnostics.verification.removal.deprovision_person import repeat_removal_test
from total_onboard.engine.journal.entry import Stage
from total_onboard.engine.journal.removal_tests import note_removal_test
from total_onboard.engine.polling import DIRECTORY, PollPolicy, PollTimeout
from total_onboard.entra.graph.errors import BadRequest, Forbidden, NotFound, is_already_there

_UNTIL_SEEN: Final = PollPolicy(limit=60.0)
"""How long to wait for a possible new member of the group, before a removal is trusted."""


class StillAMember(OnboardError):
    """Error: a person could not be removed from the admin group again."""

    code = "still-a-member"


class TemporaryMember:
    """The person and the group of one test."""

    def __init__(self, context: VerificationContext, member_test: MemberRemovalTest) -> None:
        self._context, self._one = context, member_test

    async def add(self) -> None:
        """Record and add the member, then wait until the group shows it. Raises GraphError, PollTimeout."""
        one, groups = self._one, self._context.run.tenant.groups
        one.out = False
        try:
            await groups.add_members(one.group.id, [one.user_id])
        except (BadRequest, Forbidden, NotFound) as error:
            if not is_already_there(error):
                one.out = True
                self.note(Stage.ENDED)
                raise
        await self._until_seen_in_the_group(DIRECTORY)

    async def _until_seen_in_the_group(self, policy: PollPolicy) -> None:
        async def seen() -> bool | None:
            return await self._is_in() or None

        await self._context.run.poller.until(f"{self._one.who} appears in {self._name}", seen, policy)

    async def remove(self) -> None:
        """Raise StillAMember. A removal that overtakes the addition would be lost, so that is awaited first."""
        one = self._one
        if one.out:
            return
        try:
            with suppress(PollTimeout):
                await self._until_seen_in_the_group(_UNTIL_SEEN)
            await self._context.run.poller.until(f"{one.who} is removed from {self._name} again", self._removed)
        except OnboardError as error:
            raise StillAMember(
                f"{one.who} could not be removed from {self._name} again: {error.message}",
                remedy=repeat_removal_test(self._context, one.who),
                request_id=error.request_id,
            ) from error
        one.out = True
        self.note(Stage.REMOVED)

    async def _removed(self) -> bool | None:
        one = self._one
        await self._context.run.tenant.groups.remove_member(one.group.id, one.user_id)
        return None if await self._is_in() else True

    async def _is_in(self) -> bool:
        members = await self._context.run.tenant.groups.members(self._one.group.id)
        return any(member.id == self._one.user_id for member in members)

    def note(self, stage: Stage) -> None:
        """Record the stage in the journal."""
        note_removal_test(self._context.run.journal, self._one.user_id, self._one.who, stage)

    @property
    def _name(self) -> str:
        return self._one.group.display_name
