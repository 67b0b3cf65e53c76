"""The groups assigned to the enterprise application: who is provisioned, and who may sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.create_once import send_idempotent
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import (
    CLIENT_ID,
    PRINCIPAL,
    USER_ROLE,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    Lookup,
    reference,
)
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_target
from total_onboard.engine.plan import Action, Change, ItemLists, PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.service_principals import AppRole, AppRoleAssignment, ServicePrincipal
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_LICENSES, WRITE_APP_ROLE_ASSIGNMENTS
from total_onboard.steps.adoption_consequences import describe_role
from total_onboard.steps.groups.create import group_name
from total_onboard.steps.ownership import recorded_addition

USER: Final = "User"
DEFAULT_ACCESS: Final = "00000000-0000-0000-0000-000000000000"
_ROLE_QUERY: Final = (
    f"appRoles[?isEnabled && displayName == '{USER}' && !value && contains(allowedMemberTypes, 'User')].id | [0]"
)


class Assignment(Step):
    """Assignment with the template's ``User`` role: the default one is refused if an application has roles."""

    id: ClassVar[StepId] = StepId.ASSIGNMENT
    title: ClassVar[str] = "Assignment of the groups"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.GROUPS)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_LICENSES,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APP_ROLE_ASSIGNMENTS,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/appRoleAssignedTo/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"app role assignment (grant )?(to|from) (user|group)", by_target
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Users and groups", "Users")
    removed_by: ClassVar[StepId] = StepId.ASSIGNMENT
    heading: ClassVar[PlanHeading] = PlanHeading.GROUPS
    items: ClassVar[ItemLists] = ItemLists.EACH_RESOURCE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read the current assignments."""
        if principal := state.observed.service_principal:
            state.observed.assignments = tuple(await tenant.service_principals.assignments_to(principal.id))

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan the missing assignments, also of groups with another role, which they keep."""
        missing, otherwise = unassigned(desired, state), assigned_otherwise(desired, state)
        if (missing or otherwise) and (
            unclear := state.observed.service_principal and _unclear(state.observed.service_principal)
        ):
            return [Blocker(self.id, unclear.message, unclear.remedy)]
        return [self._change(desired, group, group in missing, group in otherwise) for group in desired.groups]

    def _change(self, desired: DesiredState, group: DesiredGroup, missing: bool, otherwise: bool) -> Change:
        name, app = group.name, desired.application_name
        summary = f"The group {name} is assigned to {app}"
        if missing:
            summary = f"Assign the group {name} to {app}"
        elif otherwise:
            summary = f"Assign the group {name} to {app} with the role {USER}; it has only another one"
        action = Action.CREATE if missing or otherwise else Action.NONE
        item = name if missing else ""
        return Change(step=self.id, resource=name, action=action, summary=summary, after="assigned", item=item)

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the role of the template, and each group's assignment."""
        principal = state.observed.service_principal if state else None
        existing = user_role(principal) if principal and not _unclear(principal) else ""
        query = f"{_ROLE_QUERY} || '{DEFAULT_ACCESS}'" if existing == DEFAULT_ACCESS else _ROLE_QUERY
        role = DeclaredValue(
            name="user_role",
            lookup=Lookup(lambda tenant: tenant.service_principals.find_by_app_id(CLIENT_ID), query),
            purpose=f"The template's role {USER}, with which groups are assigned.",
            missing="The application has no app role.",
            existing=existing,
        )
        return [role, *(_declared(desired, group, state, existing) for group in desired.groups)]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return each group, with the role."""
        pairs = [(PortalValue("Group", group.name), PortalValue("Role", USER)) for group in desired.groups]
        return [value for pair in pairs for value in pair]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Create all missing assignments concurrently."""
        missing = [*unassigned(desired, state), *assigned_otherwise(desired, state)]
        await asyncio.gather(*(_assign(run, state, group) for group in missing))
        return StepResult(StepOutcome.CREATED, ", ".join(group.name for group in missing))


def _declared(desired: DesiredState, group: DesiredGroup, state: RunState | None, role: str) -> DeclaredRequest:
    group_id = reference(group_name(desired, group))
    found = [one for one in _assignments_of(group, state) if one.app_role_id == role] if state else []
    return DeclaredRequest(
        purpose=f"Assign the group {group.name} to the application.",
        call=lambda tenant: tenant.service_principals.assign(PRINCIPAL, group_id, USER_ROLE),
        unless=Lookup(
            lambda tenant: tenant.service_principals.assignments_to(PRINCIPAL),
            f"value[?principalId == '{group_id}' && appRoleId == '{USER_ROLE}'].id | [0]",
        ),
        existing=found[0].id if found else "",
        is_done=bool(found),
    )


class UnclearRole(PrerequisiteMissing):
    """No role, or more than one, can be the template's; another one may say something at TOTAL."""

    code = "unclear-role"

    def __init__(self, found: Sequence[AppRole]) -> None:
        roles = "; ".join(f"{describe_role(role)}, ID {role.id}" for role in found)
        super().__init__(
            f"It is unclear which app role is the template's {USER}, with which groups are assigned: {roles}.",
            remedy="In the Microsoft Entra admin center (App registrations, App roles), keep one enabled role "
            f"{USER} without a value.",
        )


def user_role(principal: ServicePrincipal) -> str:
    """Return the role to assign groups with: the template's, by its name, as IDs may differ. Raises UnclearRole.

    The default one is for an application that has no role of this name.
    """
    if unclear := _unclear(principal):
        raise unclear
    return next((role.id for role in _template_roles(principal)), DEFAULT_ACCESS)


def _template_roles(principal: ServicePrincipal) -> list[AppRole]:
    """Return one role, unless the application was changed: the template's role has no value for a token."""
    return [role for role in _roles_called_user(principal) if not role.value]


def _roles_called_user(principal: ServicePrincipal) -> list[AppRole]:
    enabled = [role for role in principal.app_roles if role.is_enabled and role.display_name == USER]
    return [role for role in enabled if "User" in role.allowed_member_types]


def _unclear(principal: ServicePrincipal) -> UnclearRole | None:
    found = _roles_called_user(principal)
    return UnclearRole(found) if found and len(_template_roles(principal)) != 1 else None


def unassigned(desired: DesiredState, state: RunState) -> list[DesiredGroup]:
    """Return the groups that are not assigned."""
    return [group for group in desired.groups if not _roles_of(group, state)]


def assigned_otherwise(desired: DesiredState, state: RunState) -> list[DesiredGroup]:
    """Return the groups that are assigned, and not with our role."""
    if state.observed.service_principal is None:
        return []
    owned = {role.id for role in _template_roles(state.observed.service_principal)} or {DEFAULT_ACCESS}
    return [group for group in desired.groups if (roles := _roles_of(group, state)) and not owned & roles]


def _roles_of(desired: DesiredGroup, state: RunState) -> set[str]:
    return {one.app_role_id for one in _assignments_of(desired, state)}


def _assignments_of(desired: DesiredGroup, state: RunState) -> list[AppRoleAssignment]:
    group = state.observed.group(desired.name).group
    return [one for one in state.observed.assignments if group and one.principal_id == group.id]


async def _assign(run: ExecutionContext, state: RunState, desired: DesiredGroup) -> None:
    group, principal = state.observed.group(desired.name).group, state.observed.the_principal
    assert group is not None
    with recorded_addition(run, Assignment.id, principal.id, group.id):
        await send_idempotent(
            run,
            f"the group {desired.name} can be assigned",
            lambda: run.tenant.service_principals.assign(principal.id, group.id, user_role(principal)),
        )
