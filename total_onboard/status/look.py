"""The look: every step observes what it can; what cannot be read is told and never counts as good."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from total_onboard.engine.observing import observe_all
from total_onboard.errors import OnboardError
from total_onboard.status.beyond import beyond_the_wishes
from total_onboard.status.drift import drift_of
from total_onboard.status.expiries import expiries
from total_onboard.status.foreign import beside_the_group, foreign_to
from total_onboard.status.last_changes import with_last_changes
from total_onboard.status.provisioning import provisioning_of
from total_onboard.status.report import StatusReport, Unread
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.groups_beyond import groups_beyond
from total_onboard.steps.leaving_quarantine import LeavingQuarantine
from total_onboard.steps.rotation import awaited

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.engine.step import Step
    from total_onboard.entra.groups import Member
    from total_onboard.entra.tenant import Tenant

REPAIR_STEPS: Final[tuple[Step, ...]] = (*SETUP_STEPS, LeavingQuarantine())


@dataclass(frozen=True)
class Look:
    """One look at one tenant; ``compared_with`` says in words where the wishes come from."""

    tenant: Tenant
    wanted: DesiredState
    compared_with: str
    who: bool = False

    async def report(self, picture: Picture) -> StatusReport:
        """Read everything into the picture, and judge it."""
        unread = await observe_all(self.tenant, self.wanted, picture, REPAIR_STEPS)
        members = await self._members(picture)
        picture.groups_beyond = await groups_beyond(self.tenant, self.wanted, picture)
        steps = [step for step in REPAIR_STEPS if step.id not in unread]
        drift, waiting = drift_of(steps, self.wanted, picture)
        read = frozenset(step.id for step in steps)
        waiting += awaited(self.wanted, picture) if "client-secret" in read else ()
        drift += [*foreign_to(self.wanted, picture, read), *beside_the_group(self.wanted, picture, members)]
        drift += beyond_the_wishes(self.wanted, picture)
        told, silent = await with_last_changes(self.tenant, picture, drift) if self.who else (drift, "")
        return StatusReport(
            checked_at=picture.now,
            tenant=picture.organization.display_name,
            application=self.wanted.application_name,
            compared_with=self.compared_with,
            drift=tuple(told),
            waiting=tuple(waiting),
            expiries=expiries(self.wanted, picture),
            provisioning=provisioning_of(picture, members) if "provisioning-job" in read else None,
            unread=tuple(_unread(step, unread[step.id]) for step in REPAIR_STEPS if step.id in unread),
            audit_log_unread=silent,
        )

    async def _members(self, picture: Picture) -> dict[str, list[Member]]:
        """The members of each of our groups that is there."""
        found = {group.name: picture.group(group.name).group for group in self.wanted.groups}
        there = {name: group for name, group in found.items() if group and not group.deleted_date_time}
        lists = await asyncio.gather(*(self.tenant.groups.members(group.id) for group in there.values()))
        return dict(zip(there, lists, strict=True))


def _unread(step: Step, error: OnboardError) -> Unread:
    return Unread(what=step.title, why=error.message, remedy=error.remedy)


async def admins_who_are_there(tenant: Tenant, picture: Picture, admins: tuple[str, ...]) -> None:
    """Put those of the people named into the picture who are in the tenant and may sign in; the others are told by
    ``admins list``."""
    try:
        found = await tenant.users.find_all(admins)
    except OnboardError:
        return
    picture.admins = tuple({user.id: user for user in found.values() if user.account_enabled}.values())
