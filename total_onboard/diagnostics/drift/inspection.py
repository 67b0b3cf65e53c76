"""The look: every step observes what it can; what cannot be read is told and never counts as good."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.audit.last_change import with_last_changes
from total_onboard.diagnostics.drift.baseline import later_members, without_baseline
from total_onboard.diagnostics.drift.compare import drift_of
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.model import Provisioning, StatusReport
from total_onboard.diagnostics.drift.named_admins import TITLE, those_named, who_cannot
from total_onboard.diagnostics.drift.other_credentials import look_for_doors, other_doors, owners_of
from total_onboard.diagnostics.drift.partial_read import Reading
from total_onboard.diagnostics.drift.provisioning_health import provisioning_of
from total_onboard.diagnostics.drift.renamed import renamed
from total_onboard.diagnostics.drift.sign_in_blocked import not_compared, shut_out
from total_onboard.diagnostics.drift.unlisted_groups import beyond_the_wishes
from total_onboard.diagnostics.drift.unmanaged import beside_the_group, foreign_to
from total_onboard.engine.observe import observe_all
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.client_secret.rotation_state import awaited
from total_onboard.steps.groups.members import Members
from total_onboard.steps.groups.unlisted_groups import groups_beyond
from total_onboard.steps.provisioning.exit_quarantine import LeavingQuarantine

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Step
    from total_onboard.entra.resources.groups import Group, Member
    from total_onboard.entra.resources.users import User
    from total_onboard.entra.tenant import Tenant

REPAIR_STEPS: Final[tuple[Step, ...]] = (*SETUP_STEPS, LeavingQuarantine())


@dataclass(frozen=True)
class Look:
    """One look at one tenant; ``compared_with`` says in words where the wishes come from, ``mended`` that provisioning
    was given a new start just now, which no cycle has shown yet."""

    tenant: Tenant
    wanted: DesiredState
    compared_with: str
    who: bool = False
    mended: bool = False

    async def report(self, picture: Picture) -> StatusReport:
        """Read everything into the picture, and judge it."""
        reading = Reading()
        named = reading.attempt("people", TITLE, self._named(picture), step=Members.id)
        _, people = await asyncio.gather(self._observe(picture, reading), named)
        looked = look_for_doors(self.tenant, self.wanted, picture, reading)
        members, doors = await asyncio.gather(self._members(picture, reading), looked)
        beyond = groups_beyond(self.tenant, self.wanted, picture)
        picture.groups_beyond = (
            await reading.attempt("groups-beyond", "Other groups of ours", beyond, step="groups") or ()
        )
        steps = [step for step in REPAIR_STEPS if step.id not in reading.unread]
        drift, waiting = drift_of(steps, self.wanted, picture)
        read = frozenset(step.id for step in steps)
        waiting += awaited(self.wanted, picture) if "client-secret" in read else ()
        drift += who_cannot(self.wanted, people) if people is not None else ()
        drift += shut_out(self.wanted, picture)
        drift += [*foreign_to(self.wanted, picture, read), *beside_the_group(self.wanted, picture, members)]
        drift += [*later_members(self.wanted, picture, members), *other_doors(self.wanted, picture, doors)]
        drift += [*renamed(self.wanted, picture), *beyond_the_wishes(self.wanted, picture)]
        told, silent = await with_last_changes(self.tenant, picture, members, drift) if self.who else (drift, "")
        return StatusReport(
            checked_at=picture.now,
            tenant=picture.organization.display_name,
            application=self.wanted.application_name,
            compared_with=self.compared_with,
            drift=tuple(told),
            waiting=tuple(waiting),
            expiries=expiries(self.wanted, picture),
            provisioning=self._provisioning(picture, members) if "provisioning-job" in read else None,
            unread=tuple(reading.unread.values()),
            not_compared=(
                *not_compared(self.wanted, picture),
                *without_baseline(self.wanted, picture, members, owners_of(self.wanted, picture, doors)),
            ),
            audit_log_unread=silent,
        )

    def _named(self, picture: Picture) -> Awaitable[dict[str, User]]:
        return those_named(self.tenant, picture, self.wanted.admins)

    def _provisioning(self, picture: Picture, members: dict[str, list[Member]]) -> Provisioning:
        return provisioning_of(picture, members, mended=self.mended)

    async def _observe(self, picture: Picture, reading: Reading) -> None:
        unread = await observe_all(self.tenant, self.wanted, picture, REPAIR_STEPS)
        for step in REPAIR_STEPS:
            if error := unread.get(step.id):
                reading.note(step.id, step.title, error, step=step.id)

    async def _members(self, picture: Picture, reading: Reading) -> dict[str, list[Member]]:
        """The members of each of our groups that is there and could be read."""
        found = {group.name: picture.group(group.name).group for group in self.wanted.groups}
        there = {name: group for name, group in found.items() if group and not group.deleted_date_time}
        lists = await asyncio.gather(*(self._members_of(name, group, reading) for name, group in there.items()))
        return {name: people for name, people in zip(there, lists, strict=True) if people is not None}

    async def _members_of(self, name: str, group: Group, reading: Reading) -> list[Member] | None:
        key, step = (
            (Members.id, Members.id) if name == self.wanted.admin_group.name else (f"members of {name}", "groups")
        )
        return await reading.attempt(key, f"Members of {name}", self.tenant.groups.members(group.id), step=step)


async def admins_who_are_there(tenant: Tenant, picture: Picture, admins: tuple[str, ...]) -> None:
    """For a repair, after a look that told the others: those who may sign in are put into the picture."""
    with suppress(OnboardError):
        await those_named(tenant, picture, admins)
