"""The people who administer TOTAL: members of the admin group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared, DeclaredRequest, DeclaredValue, Lookup, reference
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_target
from total_onboard.engine.plan import Action, Change, ItemLists, PlanHeading, PlanWarning
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import GraphError, is_already_there, is_not_replicated_yet
from total_onboard.entra.graph.odata import MOST_EXPANDED
from total_onboard.entra.resources.groups import MEMBERS_PER_REQUEST
from total_onboard.entra.resources.users import User
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_MEMBERS, READ_USERS, WRITE_GROUPS
from total_onboard.steps.groups.create import group_name
from total_onboard.steps.ownership import recorded_addition

RESTRICTED: Final = (
    "{group} belongs to a restricted management administrative unit. Only an administrator whose role is "
    "scoped to that unit can change its members."
)
WHO_CAN: Final = (
    "Ask an administrator whose role is scoped to that unit to run the same command, or to remove the group from the "
    "unit (Microsoft Entra admin center, Admin units)."
)


class GroupRestricted(PrerequisiteMissing):
    """The group is in such a unit, and the account has no role there."""

    code = "graph-restricted"

    def __init__(self, group: str) -> None:
        super().__init__(f"{RESTRICTED.format(group=group)} Nothing was changed.", remedy=WHO_CAN)


class Members(Step):
    """Adds those who are named and never removes anybody."""

    id: ClassVar[StepId] = StepId.MEMBERS
    title: ClassVar[str] = "Members of the admin group"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.GROUPS,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_MEMBERS,
        READ_USERS,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_GROUPS,)
    role_actions: ClassVar[tuple[str, ...]] = ("groups/members/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"member (to|from) group", by_target, AuditedObject.GROUP
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Groups")
    removed_by: ClassVar[StepId] = StepId.GROUPS
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS
    part_of: ClassVar[PartOf] = PartOf(StepId.GROUPS, of_each=True)
    items: ClassVar[ItemLists] = ItemLists.EACH_RESOURCE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read the members of the admin group; a few came with the group."""
        found = state.observed.group(desired.admin_group.name)
        group = found.group
        if group is None or group.deleted_date_time:
            return
        all_came_along = group.members is not None and len(group.members) < MOST_EXPANDED
        members = group.members if all_came_along else await tenant.groups.members(group.id)
        found.member_ids = frozenset(member.id for member in members or ())

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan one sentence for each person to add."""
        group = desired.admin_group.name
        changes = [
            Change(
                step=self.id,
                resource=group,
                action=Action.UPDATE,
                summary=f"Make {user.display_name} ({user.user_principal_name}) a member of {group}",
                after=user.user_principal_name,
                item=f"{user.display_name} ({user.user_principal_name})",
            )
            for user in _missing(desired, state)
        ]
        found = state.observed.group(group).group
        if changes and found and found.is_management_restricted:
            return [*changes, PlanWarning(step=self.id, sentence=RESTRICTED.format(group=group))]
        return changes or [_kept(self.id, desired, state)]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare each person, and the membership."""
        group = reference(group_name(desired, desired.admin_group))
        if state is None:
            people = enumerate(desired.admins, 1)
            return [each for number, who in people for each in _declared(f"admin_{number}", who, group)]
        there = state.observed.group(desired.admin_group.name).member_ids
        found = enumerate(state.observed.admins, 1)
        return [each for number, user in found for each in _declared_user(f"admin_{number}", user, group, there)]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return each person."""
        return [PortalValue("Member", who) for who in desired.admins]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Add the missing members."""
        found, missing = state.observed.group(desired.admin_group.name), _missing(desired, state)
        group = found.group
        assert group is not None
        for start in range(0, len(missing), MEMBERS_PER_REQUEST):
            await _add(run, group.id, [user.id for user in missing[start : start + MEMBERS_PER_REQUEST]])
        found.member_ids |= {user.id for user in missing}
        return StepResult(StepOutcome.CHANGED, f"added {', '.join(user.user_principal_name for user in missing)}")


async def _add(run: ExecutionContext, group_id: str, user_ids: Sequence[str]) -> None:
    """Add people in one request, which Graph refuses if one of them is a member already."""

    async def add() -> None:
        try:
            await run.tenant.groups.add_members(group_id, user_ids)
        except GraphError as error:
            if not is_already_there(error):
                raise
            there = {member.id for member in await run.tenant.groups.members(group_id)}
            await run.tenant.groups.add_members(group_id, [one for one in user_ids if one not in there])

    with recorded_addition(run, StepId.MEMBERS, group_id, *user_ids):
        await run.poller.retry_while("members can be added to the new group", add, _passes)


def _passes(error: Exception) -> bool:
    return is_not_replicated_yet(error) or is_already_there(error)


def _missing(desired: DesiredState, state: RunState) -> list[User]:
    there = state.observed.group(desired.admin_group.name).member_ids
    return [user for user in state.observed.admins if user.id not in there]


def _declared(name: str, who: str, group: str) -> list[Declared]:
    person = reference(name)
    return [
        DeclaredValue(name, Lookup(lambda tenant: tenant.users.find(who), "id"), f"{who}.", f"Nobody is called {who}."),
        DeclaredRequest(
            purpose=f"Make {who} an administrator of TOTAL.",
            call=lambda tenant: tenant.groups.add_members(group, [person]),
            unless=Lookup(lambda tenant: tenant.groups.members(group), f"value[?id == '{person}'].id | [0]"),
        ),
    ]


def _declared_user(name: str, user: User, group: str, members: Collection[str]) -> list[Declared]:
    """Declare someone who was found, with the object ID: a user name may be another person's later."""
    who, is_member = user.user_principal_name, user.id in members
    value, membership = _declared(name, who, group)
    assert isinstance(value, DeclaredValue)
    assert isinstance(membership, DeclaredRequest)
    known = Lookup(lambda tenant: tenant.users.find(user.id), "id")
    return [
        replace(value, lookup=known, existing=user.id, missing=f"{who} isn't in this tenant any more."),
        replace(membership, existing=user.id if is_member else "", is_done=is_member),
    ]


def no_members(desired: DesiredState) -> str:
    """Say that nobody can sign in yet, and what to add."""
    return f"{desired.admin_group.name} has no members. Nobody can sign in until you add someone with --admin."


def _kept(step: StepId, desired: DesiredState, state: RunState) -> Change | PlanWarning:
    found, name = state.observed.group(desired.admin_group.name), desired.admin_group.name
    restored = found.group is not None and found.group.deleted_date_time is not None
    if not found.member_ids and not restored:
        return PlanWarning(step=step, sentence=no_members(desired))
    summary = f"{name} has its members ({len(found.member_ids)})"
    if restored:
        summary = f"{name} is restored with its members"
    return Change(step=step, resource=name, action=Action.NONE, summary=summary)
