"""Inspection: every step observes what it can; unreadable parts are reported and never count as good."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.differences_from_desired import drift_of
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.last_change import with_last_changes
from total_onboard.diagnostics.drift.membership_changes import later_members, without_baseline
from total_onboard.diagnostics.drift.monitor import monitor_drift, read_monitor_of
from total_onboard.diagnostics.drift.named_admin_accounts import TITLE, find_named_admins, invalid_named_admins
from total_onboard.diagnostics.drift.partial_read import PartialReader
from total_onboard.diagnostics.drift.provisioning_health import provisioning_of
from total_onboard.diagnostics.drift.renamed_and_unlisted import renamed, unlisted_groups
from total_onboard.diagnostics.drift.sign_in_blocked import not_compared, sign_in_blockers
from total_onboard.diagnostics.drift.status_result import Provisioning, StatusReport
from total_onboard.diagnostics.drift.unmanaged_access import other_access_paths, owners_of, read_access_paths
from total_onboard.diagnostics.drift.unmanaged_additions import accepted_additions, unmanaged_by, unmanaged_group_parts
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.reconciler import observe_all
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.users import User
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps import REPAIR_STEPS
from total_onboard.steps.client_secret.rotation_state import pending_rotation
from total_onboard.steps.credentials.choice import selection
from total_onboard.steps.credentials.considered import chosen_credential
from total_onboard.steps.groups.members import Members
from total_onboard.steps.groups.unlisted_groups import find_unlisted_groups


@dataclass(frozen=True)
class StatusInspection:
    """One inspection of one tenant; ``compared_with`` names the source of the desired state, ``repaired`` says that
    provisioning was restarted just now, which no cycle has shown yet.
    """

    tenant: TenantClient
    desired: DesiredState
    compared_with: str
    who: bool = False
    repaired: bool = False

    async def report(self, state: RunState) -> StatusReport:
        """Read everything into the observed state, and judge it."""
        reading = PartialReader()
        named = reading.attempt("people", TITLE, self._named(state), step=Members.id)
        _, people = await asyncio.gather(self._observe(state, reading), named)
        looked = read_access_paths(self.tenant, self.desired, state, reading)
        members, doors, _ = await asyncio.gather(
            self._members(state, reading), looked, read_monitor_of(self.tenant, state, reading)
        )
        beyond = find_unlisted_groups(self.tenant, self.desired, state)
        state.observed.unlisted_groups = (
            await reading.attempt("groups-beyond", "Other groups of ours", beyond, step=StepId.GROUPS) or ()
        )
        steps = [step for step in REPAIR_STEPS if step.id not in reading.unread]
        drift, blocked = drift_of(steps, self.desired, state)
        read = frozenset(step.id for step in steps)
        blocked += self._rotation(state) if StepId.CLIENT_SECRET in read else ()
        drift += invalid_named_admins(self.desired, people) if people is not None else ()
        drift += sign_in_blockers(self.desired, state)
        drift += [*unmanaged_by(self.desired, state, read), *unmanaged_group_parts(self.desired, state, members)]
        drift += [*later_members(self.desired, state, members), *other_access_paths(self.desired, state, doors)]
        drift += [*monitor_drift(state), *renamed(self.desired, state), *unlisted_groups(self.desired, state)]
        with_changes, silent = await with_last_changes(self.tenant, state, members, drift) if self.who else (drift, "")
        return StatusReport(
            checked_at=state.identity.now,
            tenant=state.identity.organization.display_name,
            application=self.desired.application_name,
            compared_with=self.compared_with,
            drift=tuple(with_changes),
            blocked=tuple(blocked),
            expiries=expiries(self.desired, state),
            provisioning=self._provisioning(state, members) if StepId.PROVISIONING_JOB in read else None,
            credential=chosen_credential(self.desired, state, read),
            unavailable=tuple(reading.unread.values()),
            not_compared=(
                *not_compared(self.desired, state),
                *without_baseline(self.desired, state, members, owners_of(self.desired, state, doors)),
            ),
            accepted=accepted_additions(self.desired, state, read),
            audit_log_unavailable=silent,
        )

    def _rotation(self, state: RunState) -> tuple[BlockedItem, ...]:
        """Return what is left of a rotation; secrets that another credential replaced are in the plan of the step."""
        is_chosen = selection(self.desired, state).kind in (None, CredentialKind.SECRET)
        return pending_rotation(self.desired, state) if is_chosen else ()

    def _named(self, state: RunState) -> Awaitable[dict[str, User]]:
        return find_named_admins(self.tenant, state, self.desired.admins)

    def _provisioning(self, state: RunState, members: dict[str, list[Member]]) -> Provisioning:
        return provisioning_of(state, members, repaired=self.repaired)

    async def _observe(self, state: RunState, reading: PartialReader) -> None:
        unread = await observe_all(self.tenant, self.desired, state, REPAIR_STEPS)
        for step in REPAIR_STEPS:
            if error := unread.get(step.id):
                reading.note(step.id, step.title, error, step=step.id)

    async def _members(self, state: RunState, reading: PartialReader) -> dict[str, list[Member]]:
        """Return the members of each of our groups that is there and could be read."""
        found = {group.name: state.observed.group(group.name).group for group in self.desired.groups}
        there = {name: group for name, group in found.items() if group and not group.deleted_date_time}
        lists = await asyncio.gather(*(self._members_of(name, group, reading) for name, group in there.items()))
        return {name: people for name, people in zip(there, lists, strict=True) if people is not None}

    async def _members_of(self, name: str, group: Group, reading: PartialReader) -> list[Member] | None:
        key, step = (
            (Members.id, Members.id) if name == self.desired.admin_group.name else (f"members of {name}", StepId.GROUPS)
        )
        return await reading.attempt(key, f"Members of {name}", self.tenant.groups.members(group.id), step=step)


async def existing_admins(tenant: TenantClient, state: RunState, admins: tuple[str, ...]) -> None:
    """Add the admins who can sign in to the observed state, for a repair after an inspection of the others."""
    with suppress(OnboardError):
        await find_named_admins(tenant, state, admins)
